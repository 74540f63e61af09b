import { describe, expect, it } from '@jest/globals';
import {
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

const toWeb = (more: string): string => policy(`{targets: [{name: web}], ${more}}`);

describe('what an authentication policy says without a successor', () => {
  it.each([
    ['a mode that no release knows', 'peers: [{mtls: {mode: permissive}}]', /^not-converted .* mode "permissive"/],
    ['peers that are optional', 'peers: [{mtls: {}}], peerIsOptional: true', /^without-effect .* `peerIsOptional`/],
    ['the same with underscores', 'peers: [{mtls: {}}], peer_is_optional: true', /^without-effect .* `peerIsOptional`/],
  ])('is told, and mutual TLS is required: %s', (_what, spec, message) => {
    const conversion = converted(WEB + toWeb(spec));
    expect(told(conversion)).toEqual([expect.stringMatching(message)]);
    expect(specsOf(conversion, 'PeerAuthentication')['a/web']).toMatchObject({ mtls: { mode: 'STRICT' } });
  });

  it('is for one port also where its number is a text', () => {
    const two = service('web', '{app: web}', '{name: http, port: 80}, {name: http-b, port: 81}');
    const one = policy("{targets: [{name: web, ports: [{number: '80'}]}], peers: [{mtls: {mode: PERMISSIVE}}]}");
    const { 'a/web': spec } = specsOf(
      converted(two + policy('{peers: [{mtls: {}}]}', 'default') + one),
      'PeerAuthentication',
    );
    expect(spec).toMatchObject({ portLevelMtls: { 80: { mode: 'PERMISSIVE' } } });
    expect(spec).not.toHaveProperty('mtls');
  });
});

describe('Services', () => {
  it('that are names of something else have no pods, whatever they select', () => {
    const other = service('ext', '{app: web, x: y}').replace('spec: {', 'spec: {type: ExternalName, externalName: x, ');
    expect(told(converted(WEB + other + toWeb('peers: [{mtls: {}}]')))).toEqual([]);
  });

  it('have no ports of the mesh for UDP', () => {
    const dns = service('web', '{app: web}', '{name: http, port: 80}, {name: dns, port: 53, protocol: UDP}');
    const conversion = converted(dns + toWeb('origins: [{jwt: {issuer: i}}]'));
    expect(told(conversion).map((each) => each.split(' ')[0])).toEqual(['token-required']);
  });
});

describe('the principal of a request', () => {
  const rbac =
    config("{mode: 'ON'}") + role("{services: ['*']}") + binding("{properties: {'request.auth.principal': 'i/ann'}}");

  it('was that of the certificate unless the policy said otherwise, and that is told', () => {
    expect(told(converted(WEB + rbac + toWeb('origins: [{jwt: {issuer: i}}]')))).toContainEqual(
      expect.stringMatching(/^principal-binding ServiceRoleBinding a\/b: .*USE_ORIGIN/),
    );
  });

  it('is that of the token as before where the policy said so', () => {
    const origin = toWeb('origins: [{jwt: {issuer: i}}], principalBinding: USE_ORIGIN');
    expect(told(converted(WEB + rbac + origin)).join()).not.toContain('principal-binding');
  });
});

describe('names of what is made', () => {
  it('are such as Kubernetes takes, however many Services share their pods', () => {
    const names = ['a', 'b', 'c', 'd', 'e'].map((letter) => letter.repeat(60));
    const all = names.map((name, i) => service(name, '{app: web}', `{name: http, port: ${80 + i}}`)).join('');
    const [object, ...others] = converted(
      all + policy(`{targets: [{name: ${names[4] ?? ''}}], peers: [{mtls: {}}]}`),
    ).objects;
    expect(others).toEqual([]);
    expect(object?.metadata.name).toMatch(/^(?=.{200,240}$)a{60}-[a-z0-9]+(-[a-z0-9]+)*$/);
  });
});
