import { describe, expect, it } from '@jest/globals';
import { binding, config, converted, role, service, told, WEB } from '../../../../support/migration/policy-yaml.ts';

const ON = config("{mode: 'ON'}");
const ALL = role("{services: ['*']}") + binding();

describe('of RBAC that nothing is made of', () => {
  it.each([
    [
      'a mesh of which no Service was read',
      ON + ALL,
      /^not-converted ClusterRbacConfig default: is on, and no Service/,
    ],
    ['a role whose Services were not read', ON + ALL, /^not-converted ServiceRole a\/r: .*no such Service was read/],
    [
      'a rule for one Service that was not read',
      WEB + ON + role('{services: [gone.a.svc.cluster.local]}') + binding(),
      /^not-converted ServiceRole a\/r: a rule for gone\.a\.svc\.cluster\.local: no such Service/,
    ],
    [
      'a Service by its short name, which is no name of RBAC',
      WEB + ON + role('{services: [web]}') + binding(),
      /^not-converted ServiceRole a\/r: a rule for web: no such Service/,
    ],
    [
      'a rule for a Service of another namespace',
      WEB +
        service('api', '{app: api}', undefined, 'b') +
        ON +
        role('{services: [api.b.svc.cluster.local]}') +
        binding(),
      /^without-effect ServiceRole a\/r: .*its own namespace only/,
    ],
    [
      'a rule for Services that RBAC is off for',
      WEB + config('{mode: ON_WITH_EXCLUSION, exclusion: {namespaces: [a]}}') + ALL,
      /^without-effect ServiceRole a\/r: .*RBAC is off for them/,
    ],
    [
      'a namespace that it is on for, and of which no Service was read',
      WEB + config('{mode: ON_WITH_INCLUSION, inclusion: {namespaces: [b]}}'),
      /^not-converted ClusterRbacConfig default: is on for namespace b/,
    ],
    [
      'a Service that it is on for, and that was not read',
      WEB + config('{mode: ON_WITH_INCLUSION, inclusion: {services: [x.a.svc.cluster.local]}}'),
      /^not-converted ClusterRbacConfig default: is on for Service x\.a/,
    ],
    [
      'an object that is not called default',
      WEB + config("{mode: 'ON'}", 'other'),
      /^without-effect ClusterRbacConfig other: .*called default/,
    ],
    [
      'an RbacConfig beside the other',
      WEB + ON + config("{mode: 'ON'}", 'default', 'RbacConfig'),
      /^without-effect RbacConfig default: counts for nothing beside ClusterRbacConfig default/,
    ],
    ['a mode that no release knows', WEB + config('{mode: true}'), /^not-converted ClusterRbacConfig .* mode true/],
    [
      'the AuthorizationPolicy of 1.2',
      `---\n{apiVersion: rbac.istio.io/v1alpha1, kind: AuthorizationPolicy, metadata: {name: p, namespace: a}}\n`,
      /^not-converted AuthorizationPolicy a\/p: is an experiment/,
    ],
  ])('%s is told', (_what, yaml, message) => {
    expect(told(converted(yaml))).toContainEqual(expect.stringMatching(message));
  });

  it('nothing is told where everything was read', () => {
    expect(told(converted(WEB + ON + ALL))).toEqual([
      'without-service namespace a: is refused as a whole; what has no Service in it was left alone',
    ]);
    expect(told(converted(WEB + config("{mode: 'OFF'}")))).toEqual([]);
  });
});
