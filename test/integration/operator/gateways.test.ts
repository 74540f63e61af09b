import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MeshInstallSpec } from '../../../src/api/spec/index.ts';
import { START_MS, startTestCluster, STEP_MS, untilGone, type TestCluster } from '../../support/cluster.ts';
import { applyMesh, conditionOf, untilCondition, untilReady } from '../../support/mesh-install.ts';
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
  test = await startTestCluster();
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
