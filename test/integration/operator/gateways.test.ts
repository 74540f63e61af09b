import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../src/api/manifest.ts';
import type { MeshInstall } from '../../../src/api/meshinstall.ts';
import type { MeshInstallSpec } from '../../../src/api/spec/index.ts';
import { commandLine } from '../../support/command-line.ts';
import { START_MS, startTestCluster, STEP_MS, untilGone, type TestCluster } from '../../support/cluster.ts';
import { applyMesh, conditionOf, meshRef, NAMESPACE, untilCondition, untilReady } from '../../support/mesh-install.ts';
import { startOperator, type RunningOperator } from '../../support/operator.ts';

let test: TestCluster;
let operator: RunningOperator | undefined;

const ENFORCE = 'pod-security.kubernetes.io/enforce';

/** Gateways in two namespaces; that of the mesh allows what its pods need. */
const SPEC: Partial<MeshInstallSpec> = {
  namespaceLabels: { [ENFORCE]: 'baseline' },
  gateways: [
    { name: 'istio-ingressgateway', replicas: 2, autoscaling: { enabled: false } },
    { name: 'second' },
    { name: 'edge', namespace: 'edge', sds: { enabled: true } },
  ],
};

beforeAll(async () => {
  test = await startTestCluster({ dualStack: true });
  operator = startOperator(test.operatorAccess);
  await test.kubectl('create', 'namespace', 'edge');
  await test.kubectl('create', 'namespace', 'shop');
  await applyMesh(test.client, SPEC);
}, START_MS);

afterAll(async () => {
  await operator?.stop();
  await test.stop();
}, STEP_MS);

const edge = (apiVersion: string, kind: string, name: string) => ({ apiVersion, kind, namespace: 'edge', name });

describe('several gateways', () => {
  it(
    'become Ready side by side, one of them in a namespace of its own',
    async () => {
      const { status } = await untilReady(test.client);
      const gateways = status?.components?.filter(({ name }) => /gateway$|^second$|^edge$/.test(name));
      expect(gateways?.map(({ name, ready }) => [name, ready])).toEqual([
        ['istio-ingressgateway', '2/2'],
        ['second', '1/1'],
        ['edge', '1/1'],
      ]);
      expect(status?.gateways?.map(({ addresses }) => addresses.length)).toEqual([1, 1, 1]);
      expect(await test.client.get(edge('rbac.authorization.k8s.io/v1', 'Role', 'edge-sds'))).toBeDefined();
      expect(await test.client.get(edge('v1', 'ServiceAccount', 'edge-service-account'))).toBeDefined();
    },
    STEP_MS,
  );

  it(
    'are taken away when they are not asked for any more, wherever they are',
    async () => {
      await applyMesh(test.client, { ...SPEC, gateways: SPEC.gateways?.slice(0, 2) ?? [] });
      await untilGone(test.client, edge('apps/v1', 'Deployment', 'edge'));
      await untilGone(test.client, edge('v1', 'ServiceAccount', 'edge-service-account'));
      expect(await test.client.get({ apiVersion: 'v1', kind: 'Namespace', name: 'edge' })).toBeDefined();
    },
    STEP_MS,
  );
});

interface Addressed extends Manifest {
  readonly spec: { readonly ipFamilyPolicy: string; readonly ipFamilies: string[]; readonly clusterIPs: string[] };
}

describe('IP families', () => {
  const settings: Partial<MeshInstallSpec> = { ...SPEC, gateways: SPEC.gateways?.slice(0, 2) ?? [] };
  const ask = (service: NonNullable<MeshInstallSpec['defaults']>['service']): Promise<unknown> =>
    applyMesh(test.client, { ...settings, defaults: { service } });
  const services = async (): Promise<Addressed[]> => {
    const { items } = await test.client.list<Addressed>(
      { apiVersion: 'v1', kind: 'Service' },
      { namespace: NAMESPACE },
    );
    return items;
  };
  const familiesOf = async () => [...new Set((await services()).map(({ spec }) => spec.ipFamilies.join()))];
  const firstAddresses = async () => (await services()).map(({ spec }) => spec.clusterIPs[0]);
  const generations = async () =>
    (await services()).map(({ metadata }) => `${metadata.name} ${metadata.resourceVersion ?? ''}`);

  it(
    'come and go with the spec, and every Service keeps its first address',
    async () => {
      const before = await firstAddresses();
      await ask({ ipFamilyPolicy: 'PreferDualStack' });
      await untilReady(test.client);
      expect(await familiesOf()).toEqual(['IPv4,IPv6']);
      expect(await firstAddresses()).toEqual(before);
      await ask({ ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv4'] });
      await untilReady(test.client);
      expect(await familiesOf()).toEqual(['IPv4']);
      expect(await firstAddresses()).toEqual(before);
    },
    STEP_MS,
  );

  it(
    'that Kubernetes would not change are refused before a Service is written',
    async () => {
      const before = await generations();
      await ask({ ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv6', 'IPv4'] });
      const refused = await untilCondition(test.client, 'Accepted', 'False');
      expect(conditionOf(refused, 'Accepted')?.message).toMatch(
        /the first IP family of a Service never changes, and these have another one: Service istio-system\/istio-citadel, /,
      );
      expect(await generations()).toEqual(before);
      const preflight = ['preflight', 'mesh', '--kubeconfig', test.cluster.kubeconfigPath];
      expect(await commandLine(preflight)).toMatchObject({
        code: 1,
        stdout: expect.stringMatching(
          /^1\.4\.10 > 1\.4\.10: blocked\n {2}block {2}service-addresses: the first IP family/,
        ),
      });
    },
    STEP_MS,
  );

  it(
    'are those that were asked for once the Services are deleted, and stay when nobody asks for any',
    async () => {
      await test.kubectl('-n', NAMESPACE, 'delete', 'services', '--all');
      await untilReady(test.client);
      expect(await familiesOf()).toEqual(['IPv6,IPv4']);
      const { status } = (await test.client.get<MeshInstall>(meshRef()))!;
      const addresses = status?.gateways?.find(({ name }) => name === 'second')?.addresses;
      expect(addresses).toEqual([expect.stringMatching(/^fd00:10:/), expect.stringMatching(/^10\.0\./)]);
      await applyMesh(test.client, settings);
      await untilReady(test.client);
      expect(await familiesOf()).toEqual(['IPv6,IPv4']);
      const events = await test.kubectl('get', 'events', '-A', '-o', 'jsonpath={.items[*].reason}');
      expect(events).not.toContain('DriftRepaired');
    },
    STEP_MS,
  );
});

describe('Pod Security', () => {
  const label = (...labels: string[]) => test.kubectl('label', '--overwrite', 'namespace', 'shop', ...labels);

  it(
    'that refuses pods with sidecars is told, until it does not',
    async () => {
      await label('istio-injection=enabled', `${ENFORCE}=restricted`);
      const refused = await untilCondition(test.client, 'InjectionAllowed', 'False');
      expect(conditionOf(refused, 'InjectionAllowed')).toMatchObject({
        reason: 'PodSecurity',
        message: expect.stringContaining('sidecars in shop (restricted): label'),
      });
      await label(`${ENFORCE}=privileged`);
      await untilCondition(test.client, 'InjectionAllowed', 'True');
    },
    STEP_MS,
  );

  it('of the namespace of the mesh is what the spec says', async () => {
    const namespace = await test.client.get({ apiVersion: 'v1', kind: 'Namespace', name: 'istio-system' });
    expect(namespace?.metadata.labels).toMatchObject({ [ENFORCE]: 'baseline', 'istio-injection': 'disabled' });
  });
});
