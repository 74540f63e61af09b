import { describe, expect, it } from '@jest/globals';
import {
  authorization,
  binding,
  config,
  converted,
  policy,
  role,
  service,
  specsOf,
  told,
  WEB,
} from '../../../support/migration/policy-yaml.ts';

const RBAC = config("{mode: 'ON'}") + role("{services: ['*']}") + binding();

describe('an AuthorizationPolicy for the whole mesh of 1.4', () => {
  const rules = "{rules: [{to: [{operation: {methods: ['GET']}}]}]}";

  it('is printed for the namespace where the target looks for such', () => {
    const conversion = converted(WEB + authorization('istio-system', rules));
    expect(specsOf(conversion, 'AuthorizationPolicy')).toEqual({
      'istiod/p': { rules: [{ to: [{ operation: { methods: ['GET'] } }] }] },
    });
    expect(told(conversion)).toEqual([
      'as-it-is AuthorizationPolicy istio-system/p: is for the whole mesh, which the target looks for in istiod: it is printed for that, too',
    ]);
  });

  it('stays where it is when the target looks there', () => {
    const conversion = converted(WEB + authorization('istio-system', rules), { rootNamespace: 'istio-system' });
    expect(conversion.objects).toEqual([]);
    expect(told(conversion)).toEqual(['as-it-is AuthorizationPolicy istio-system/p: is read by the target as it is']);
  });

  it('switches RBAC off for every Service, as it did', () => {
    const conversion = converted(WEB + RBAC + authorization('istio-system', rules));
    expect(Object.keys(specsOf(conversion, 'AuthorizationPolicy'))).toEqual(['istiod/p']);
    expect(told(conversion)).toContainEqual(expect.stringMatching(/^without-effect Service a\/web: /));
  });

  it('switches nothing off in the root namespace of the target, which pilot does not know', () => {
    const conversion = converted(WEB + RBAC + authorization('istiod', rules));
    expect(Object.keys(specsOf(conversion, 'AuthorizationPolicy'))).toEqual(['a/allow-nothing', 'a/r-web']);
  });
});

describe('policies of the namespace that is the root of the target', () => {
  const own = service('web', '{app: web}', undefined, 'istiod');
  const strict = '{targets: [{name: web}], peers: [{mtls: {}}], origins: [{jwt: {issuer: i}}]}';

  it('are told where they are for all of it: they would be for the whole mesh', () => {
    const conversion = converted(own + policy('{peers: [{mtls: {}}]}', 'default', 'istiod'));
    expect(conversion.objects).toEqual([]);
    expect(told(conversion)).toEqual([
      'not-converted Policy istiod/default: is for istiod alone, where such a policy would be for the whole mesh; say it for its pods by hand',
    ]);
  });

  it('are written for pods, tokens too', () => {
    const conversion = converted(own + policy(strict, 'web', 'istiod'));
    expect(conversion.objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'AuthorizationPolicy web-needs-token',
      'PeerAuthentication web',
      'RequestAuthentication web',
    ]);
  });

  it('are told where pods of another namespace have the same labels', () => {
    const conversion = converted(own + WEB + policy(strict, 'web', 'istiod'));
    expect(conversion.objects).toEqual([]);
    expect(told(conversion)[0]).toMatch(/^not-converted Policy istiod\/web: .*and a has pods with the same labels/);
  });
});
