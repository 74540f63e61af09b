import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Manifest } from '../../../src/api/manifest.ts';
import { convertPolicies } from '../../../src/migration/convert/convert.ts';
import { newVerdict } from '../../support/migration/new-mesh.ts';
import { oldVerdict } from '../../support/migration/old-mesh.ts';
import { DENIER_CASES } from '../../support/migration/policies/deniers.data.ts';
import { QUOTA_OBJECTS } from '../../support/migration/quotas.ts';
import { REPORTED } from '../../support/migration/reported.ts';
import { CALLERS, PLACES, TOKENS, WORLD, type Request } from '../../support/migration/request.ts';

const ROOT = 'istiod';

const some = <T>(...values: readonly T[]): fc.Arbitrary<T[]> => fc.subarray([...values]);
const maybe = <T>(name: string, values: fc.Arbitrary<T[]>): fc.Arbitrary<object> =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: values.map((list) => ({ [name]: list })) },
  );
const merged = (...parts: readonly fc.Arbitrary<object>[]): fc.Arbitrary<object> =>
  fc.tuple(...parts).map((found) => Object.assign({}, ...found) as object);

const peers = fc.constantFrom({}, { peers: [{ mtls: {} }] }, { peers: [{ mtls: { mode: 'PERMISSIVE' } }] });
const pathMatch = fc.constantFrom({ exact: '/a' }, { prefix: '/a' }, { suffix: 'b' });
const paths = fc.array(pathMatch, { maxLength: 2 });
const triggers = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.array(fc.record({ includedPaths: paths, excludedPaths: paths }), { maxLength: 2 }) },
);
const origins = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc
      .record({
        issuers: fc.subarray(['https://a', 'https://b'], { minLength: 1 }),
        triggerRules: triggers,
        optional: fc.boolean(),
      })
      .map(({ issuers, triggerRules, optional }) => ({
        origins: issuers.map((issuer) => ({ jwt: { issuer, triggerRules } })),
        ...(optional && { originIsOptional: true }),
      })),
  },
);
const authentication = merged(peers, origins);

const policyAt = (kind: string, name: string, namespace: string | undefined, targets: object[]) =>
  authentication.map((spec): Manifest => ({
    apiVersion: 'authentication.istio.io/v1alpha1',
    kind,
    metadata: { name, ...(namespace !== undefined && { namespace }) },
    spec: { ...spec, ...(targets.length > 0 && { targets }) },
  }));

/** Every place that a policy may be for, each of which has one or none. */
const policies = fc
  .tuple(
    policyAt('MeshPolicy', 'default', undefined, []),
    fc.option(policyAt('Policy', 'default', 'shop', [])),
    fc.option(policyAt('Policy', 'default', 'data', [])),
    fc.option(policyAt('Policy', 'web', 'shop', [{ name: 'web' }])),
    fc.option(policyAt('Policy', 'admin', 'shop', [{ name: 'web', ports: [{ name: 'http-admin' }] }])),
    fc.option(policyAt('Policy', 'api', 'shop', [{ name: 'api' }])),
    fc.option(policyAt('Policy', 'ops', 'shop', [{ name: 'ops', ports: [{ number: 7000 }] }])),
  )
  .map((found) => found.filter((policy) => policy !== null));

const HOSTS = ['web.shop.svc.cluster.local', 'api.shop.svc.cluster.local', 'ops.shop.svc.cluster.local'];
const target = fc.record({ namespaces: some('shop', 'data'), services: some(...HOSTS) });
const config = fc
  .oneof(
    fc.constant({ mode: 'ON' }),
    fc.constant({ mode: 'OFF' }),
    target.map((inclusion) => ({ mode: 'ON_WITH_INCLUSION', inclusion })),
    target.map((exclusion) => ({ mode: 'ON_WITH_EXCLUSION', exclusion })),
    fc.constant({ mode: 'ON', enforcementMode: 'PERMISSIVE' }),
  )
  .map((spec): Manifest => ({
    apiVersion: 'rbac.istio.io/v1alpha1',
    kind: 'ClusterRbacConfig',
    metadata: { name: 'default' },
    spec,
  }));

const constraints = fc.subarray([
  { key: 'destination.labels[version]', values: ['v1'] },
  { key: 'destination.name', values: ['web', 'op*'] },
  { key: 'request.headers[x-user]', values: ['ann'] },
  { key: 'destination.port', values: ['8080', '7000'] },
]);
const rule = merged(
  fc.subarray(['*', ...HOSTS, 'o*'], { minLength: 1 }).map((services) => ({ services })),
  maybe('methods', some('GET', 'POST')),
  maybe('notMethods', some('POST')),
  maybe('paths', some('/a', '/a*', '*b')),
  maybe('notPaths', some('/ab', '/b*')),
  maybe('ports', some(8080, 9090)),
  maybe('notPorts', some(7000)),
  maybe('constraints', constraints),
);
const PAGE = 'cluster.local/ns/shop/sa/page';
const properties = fc
  .subarray([
    ['source.namespace', 'shop'],
    ['request.auth.principal', 'https://a/*'],
    ['request.headers[x-user]', 'ann'],
  ] as const)
  .map((pairs) => ({ properties: Object.fromEntries(pairs) }));
const subject = merged(
  fc.constantFrom({}, { user: '*' }, { user: PAGE }, { names: ['allAuthenticatedUsers'] }),
  maybe('names', some(PAGE, '*/sa/page', 'allUsers')),
  maybe('notNames', some(PAGE)),
  maybe('groups', some('ops', 'sales')),
  maybe('notGroups', some('dev')),
  maybe('namespaces', some('shop', 'data')),
  maybe('notNamespaces', some('data')),
  maybe('ips', some('10.1.0.0/16')),
  fc.oneof(fc.constant({}), properties),
);

const rbacIn = (namespace: string) =>
  fc
    .array(
      fc.record({
        rules: fc.array(rule, { minLength: 1, maxLength: 2 }),
        subjects: fc.array(subject, { maxLength: 2 }),
        permissive: fc.nat(4),
      }),
      { maxLength: 3 },
    )
    .map((grants) =>
      grants.flatMap(({ rules, subjects, permissive }, i): Manifest[] => {
        const [apiVersion, metadata] = ['rbac.istio.io/v1alpha1', { name: `r${i}`, namespace }];
        const spec = { subjects, roleRef: { name: `r${i}` }, ...(permissive === 0 && { mode: 'PERMISSIVE' }) };
        return [
          { apiVersion, kind: 'ServiceRole', metadata, spec: { rules } },
          { apiVersion, kind: 'ServiceRoleBinding', metadata, spec },
        ];
      }),
    );
const rbac = fc.tuple(config, rbacIn('shop'), rbacIn('data')).map(([object, ...grants]) => [object, ...grants.flat()]);

const requests = fc.array(
  fc.record({
    to: fc.constantFrom(...Object.values(PLACES)),
    caller: fc.constantFrom(...Object.values(CALLERS)),
    principal: fc.constantFrom(undefined, PAGE, 'cluster.local/ns/data/sa/page', 'cluster.local/ns/shop/sa/x'),
    token: fc.constantFrom(undefined, ...Object.values(TOKENS)),
    ip: fc.constantFrom('10.0.0.1', '10.1.2.3'),
    method: fc.constantFrom('GET', 'POST'),
    host: fc.constant('web'),
    path: fc.constantFrom('/a', '/ab', '/b', '/x'),
    headers: fc.constantFrom({}, { 'x-user': 'ann' }),
  }),
  { minLength: 20, maxLength: 20 },
) as fc.Arbitrary<Request[]>;

/** Rules of mixer of every kind; the policies are generated. */
const MIXER = [
  ...REPORTED,
  ...QUOTA_OBJECTS.filter(({ kind }) => kind !== 'MeshPolicy'),
  ...DENIER_CASES[0]!.policies.slice(1),
];

const RUNS = { numRuns: 600 };

describe('policies of a classic mesh', () => {
  it('become policies that give the same answer to every request, or a remark says which they do not', () => {
    let [compared, allowed] = [0, 0];
    fc.assert(
      fc.property(policies, fc.oneof(fc.constant([]), rbac), requests, (authn, authz, asked) => {
        const objects = [...WORLD, ...authn, ...authz];
        const { objects: converted, remarks } = convertPolicies(objects, { rootNamespace: ROOT });
        const codes = new Set(remarks.map(({ code }) => code));
        if (codes.has('not-converted')) return;
        for (const request of asked) {
          if (codes.has('invalid-token') && request.token !== undefined) continue;
          const before = oldVerdict(objects, request);
          expect([newVerdict(converted, request, ROOT), request]).toEqual([before, request]);
          compared++;
          if (before === 'allow') allowed++;
        }
      }),
      RUNS,
    );
    // What is never compared, or always refused, proves nothing.
    expect(compared).toBeGreaterThan(3000);
    expect(allowed).toBeGreaterThan(compared / 10);
    expect(compared - allowed).toBeGreaterThan(compared / 10);
  });

  it('convert to the same whatever their order', () => {
    const shuffled = fc.tuple(policies, rbac).chain(([authn, authz]) => {
      const objects = [...WORLD, ...MIXER, ...authn, ...authz];
      return fc.tuple(fc.constant(objects), fc.shuffledSubarray(objects, { minLength: objects.length }));
    });
    fc.assert(
      fc.property(shuffled, ([objects, others]) => {
        const options = { rootNamespace: ROOT };
        expect(convertPolicies(others, options)).toEqual(convertPolicies(objects, options));
      }),
      { numRuns: 100 },
    );
  });
});
