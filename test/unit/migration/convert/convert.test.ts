import { describe, expect, it } from '@jest/globals';
import { loadAll } from 'js-yaml';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { convertPolicies, type ConvertOptions } from '../../../../src/migration/convert/convert.ts';

const objectsIn = (yaml: string): Manifest[] => loadAll(yaml) as Manifest[];
const convert = (yaml: string, options: Partial<ConvertOptions> = {}) =>
  convertPolicies(objectsIn(yaml), { rootNamespace: 'istiod', ...options });

const service = (name: string, selector: string, port = '{name: http, port: 80}'): string =>
  `---\n{apiVersion: v1, kind: Service, metadata: {name: ${name}, namespace: a}, spec: {selector: ${selector}, ports: [${port}]}}\n`;
const policy = (spec: string, metadata = '{name: web, namespace: a}'): string =>
  `---\n{apiVersion: authentication.istio.io/v1alpha1, kind: Policy, metadata: ${metadata}, spec: ${spec}}\n`;
const RBAC = `---
{apiVersion: rbac.istio.io/v1alpha1, kind: ClusterRbacConfig, metadata: {name: default}, spec: {mode: 'ON'}}
---
{apiVersion: rbac.istio.io/v1alpha1, kind: ServiceRole, metadata: {name: r, namespace: a}, spec: {rules: [{services: ['*']}]}}
---
{apiVersion: rbac.istio.io/v1alpha1, kind: ServiceRoleBinding, metadata: {name: b, namespace: a}, spec: {subjects: [{user: '*'}], roleRef: {name: r}}}
`;
const authorization = (namespace: string, spec = '{}'): string =>
  `---\n{apiVersion: security.istio.io/v1beta1, kind: AuthorizationPolicy, metadata: {name: p, namespace: ${namespace}}, spec: ${spec}}\n`;

const ofKind = (kind: string, objects: readonly Manifest[]): Manifest[] =>
  objects.filter((object) => object.kind === kind);

describe('tokens', () => {
  it('are looked for where they were, and passed on as before', () => {
    const origin =
      "{issuer: i, audiences: [x], jwks_uri: 'https://i/keys', jwt_headers: [x-token, ingress-authorization], jwtParams: [t]}";
    const { objects } = convert(
      service('web', '{app: web}') + policy(`{targets: [{name: web}], origins: [{jwt: ${origin}}]}`),
    );
    expect(ofKind('RequestAuthentication', objects)[0]?.['spec']).toEqual({
      selector: { matchLabels: { app: 'web' } },
      jwtRules: [
        {
          issuer: 'i',
          audiences: ['x'],
          jwksUri: 'https://i/keys',
          fromHeaders: [{ name: 'x-token' }, { name: 'ingress-authorization', prefix: 'istio' }],
          fromParams: ['t'],
          forwardOriginalToken: true,
        },
      ],
    });
  });

  it.each([
    ['a wildcard in a path', "triggerRules: [{excludedPaths: [{exact: '/a*'}]}]", /\{"exact":"\/a\*"\}/],
    ['an empty match', 'triggerRules: [{excludedPaths: [{}]}]', /\{\}/],
  ])('are left out and told with %s', (_what, more, message) => {
    const { objects, remarks } = convert(
      service('web', '{app: web}') + policy(`{targets: [{name: web}], origins: [{jwt: {issuer: i, ${more}}}]}`),
    );
    expect(ofKind('RequestAuthentication', objects)).toEqual([]);
    expect(remarks).toContainEqual({
      code: 'not-converted',
      object: 'Policy a/web',
      message: expect.stringMatching(message),
    });
  });

  it('of origins with different trigger rules are left out and told', () => {
    const origins = '[{jwt: {issuer: i}}, {jwt: {issuer: j, triggerRules: [{includedPaths: [{exact: /a}]}]}}]';
    const { remarks } = convert(service('web', '{app: web}') + policy(`{targets: [{name: web}], origins: ${origins}}`));
    expect(remarks.map(({ code, message }) => [code, message])).toContainEqual([
      'not-converted',
      expect.stringMatching(/different trigger rules/),
    ]);
  });
});

describe('a port that is not HTTP by its name', () => {
  const web = service('web', '{app: web}', '{name: http, port: 80}, {name: tcp, port: 81}');
  const origins = '[{jwt: {issuer: i}}]';

  it('is denied nothing by tokens: without them a connection would be denied everything', () => {
    const { objects, remarks } = convert(web + policy(`{origins: ${origins}}`, '{name: default, namespace: a}'));
    const [denied] = ofKind('AuthorizationPolicy', objects);
    expect(denied?.['spec']).toMatchObject({
      selector: { matchLabels: { app: 'web' } },
      rules: [{ to: [{ operation: { ports: ['80'] } }] }],
    });
    expect(remarks).toContainEqual({
      code: 'without-effect',
      object: 'Policy a/default',
      message: 'looked at no tokens on port 81 of Service web, whose name does not say HTTP',
    });
  });
});

describe('policies for Services', () => {
  it('are left out and told where other Services may select the same pods', () => {
    const both = service('web', '{app: web}') + service('canary', '{app: web, version: v2}');
    const { objects, remarks } = convert(both + policy('{targets: [{name: web}], peers: [{mtls: {}}]}'));
    expect(objects).toEqual([]);
    expect(remarks[0]).toMatchObject({
      code: 'not-converted',
      message: expect.stringMatching(/share pods with canary/) as unknown,
    });
  });

  it('are left out and told where a port has a name that no pod tells', () => {
    const web = service('web', '{app: web}', '{name: a, port: 80, targetPort: main}, {name: b, port: 81}');
    const { objects, remarks } = convert(
      web + policy('{targets: [{name: web, ports: [{number: 80}]}], peers: [{mtls: {}}]}'),
    );
    expect(ofKind('PeerAuthentication', objects)).toEqual([]);
    expect(remarks.some(({ code, message }) => code === 'not-converted' && message.includes('tells its number'))).toBe(
      true,
    );
  });
});

describe('RBAC', () => {
  it('allows nothing in a namespace as a whole, and what roles allow on each Service', () => {
    const { objects } = convert(service('web', '{app: web}') + RBAC);
    expect(objects).toEqual([
      {
        apiVersion: 'security.istio.io/v1',
        kind: 'AuthorizationPolicy',
        metadata: { name: 'allow-nothing', namespace: 'a' },
        spec: {},
      },
      {
        apiVersion: 'security.istio.io/v1',
        kind: 'AuthorizationPolicy',
        metadata: { name: 'r-web', namespace: 'a' },
        spec: { selector: { matchLabels: { app: 'web' } }, rules: [{}] },
      },
    ]);
  });

  it('is not converted where AuthorizationPolicies of 1.4 have switched it off', () => {
    const { objects, remarks } = convert(service('web', '{app: web}') + RBAC + authorization('a'));
    expect(objects).toEqual([]);
    expect(remarks.map(({ code }) => code)).toEqual(expect.arrayContaining(['without-effect', 'as-it-is']));
  });

  it('is not converted where an AuthorizationPolicy switches it off for some pods of a Service', () => {
    const some = authorization('a', '{selector: {matchLabels: {version: v1}}}');
    const { remarks } = convert(service('web', '{app: web}') + RBAC + some);
    expect(remarks.map(({ code }) => code)).toContain('not-converted');
  });

  it('is converted beside an AuthorizationPolicy for other pods', () => {
    const other = authorization('a', '{selector: {matchLabels: {app: api}}}');
    const { objects } = convert(service('web', '{app: web}') + RBAC + other);
    expect(objects.map(({ metadata }) => metadata.name)).toEqual(['allow-nothing', 'r-web']);
  });

  it.each(['istio-system', 'istiod'])('writes no policy into %s, which would be for the whole mesh', (namespace) => {
    const { objects, remarks } = convert(
      (service('web', '{app: web}') + RBAC).replaceAll('namespace: a', `namespace: ${namespace}`),
    );
    expect(ofKind('AuthorizationPolicy', objects)).toEqual([]);
    expect(remarks).toContainEqual(
      expect.objectContaining({ code: 'not-converted', object: 'ClusterRbacConfig default' }),
    );
  });

  it('gives a policy another name where its own is taken', () => {
    const taken = authorization('a', '{selector: {matchLabels: {app: api}}}').replace('name: p', 'name: r-web');
    const { objects } = convert(service('web', '{app: web}') + RBAC + taken);
    expect(objects.map(({ metadata }) => metadata.name)).toEqual(['allow-nothing', 'r-web-2']);
  });

  it.each([
    ["constraints: [{key: 'destination.labels[version]', values: ['v*']}]", /wildcard, which no selector has/],
    ["constraints: [{key: 'destination.user', values: [x]}]", /has the condition destination\.user/],
    ["paths: ['/a/{b}']", /would be read as a template/],
  ])('leaves out and tells what it cannot say: %s', (more, message) => {
    const { remarks } = convert(
      service('web', '{app: web}') + RBAC.replace("services: ['*']", `services: ['*'], ${more}`),
    );
    expect(remarks[0]).toMatchObject({
      code: 'not-converted',
      object: 'ServiceRole a/r',
      message: expect.stringMatching(message) as unknown,
    });
  });
});

describe('policies in the namespace that pilot 1.4 takes for the whole mesh', () => {
  const yaml =
    service('web', '{app: web}').replace('namespace: a', 'namespace: istio-system') +
    policy('{targets: [{name: web}], origins: [{jwt: {issuer: i}}]}', '{name: web, namespace: istio-system}');

  it('are told, because pilot would read them', () => {
    expect(convert(yaml).remarks.map(({ code }) => code)).toContain('old-root');
  });

  it('are for pods of the revision only, where it is said', () => {
    const { objects, remarks } = convert(yaml, { revision: 'canary' });
    expect(remarks.map(({ code }) => code)).not.toContain('old-root');
    expect(ofKind('AuthorizationPolicy', objects)[0]?.['spec']).toMatchObject({
      selector: { matchLabels: { app: 'web', 'istio.io/rev': 'canary' } },
    });
  });
});

describe('what is no policy', () => {
  it.each(['[]', 'null', '1', '{peers: 1, targets: 1, origins: 1}', '{peers: [1], targets: [1], origins: [1]}'])(
    'makes nothing fail: %s',
    (spec) => {
      const kinds = ['MeshPolicy', 'Policy'].map((kind) => `authentication.istio.io/v1alpha1 ${kind}`);
      const rbac = ['ClusterRbacConfig', 'ServiceRole', 'ServiceRoleBinding'].map(
        (kind) => `rbac.istio.io/v1alpha1 ${kind}`,
      );
      const yaml = [...kinds, ...rbac, 'v1 Service', 'apps/v1 Deployment'].map((each) => {
        const [apiVersion = '', kind = ''] = each.split(' ');
        return `---\n{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: default, namespace: a}, spec: ${spec}}\n`;
      });
      expect(() => convert(yaml.join('') + RBAC)).not.toThrow();
    },
  );
});
