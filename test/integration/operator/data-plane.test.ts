import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MeshInstall } from '../../../src/api/meshinstall.ts';
import type { Manifest } from '../../../src/api/manifest.ts';
import { RESTARTED_FOR } from '../../../src/core/data-plane/restart.ts';
import { healthOf } from '../../../src/core/readiness/health.ts';
import { ClusterHistory } from '../../support/cluster-history.ts';
import { deploy, injectedNamespace, injectSidecars } from '../../support/bookinfo.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../../support/cluster.ts';
import { applyMesh, conditionOf, meshRef, untilCondition, untilReady } from '../../support/mesh-install.ts';
import { commandLine } from '../../support/command-line.ts';
import { startOperator, type RunningOperator } from '../../support/operator.ts';
import { watchUntil } from '../../support/watch-until.ts';

const BOOKINFO = ['productpage', 'details', 'ratings', 'reviews-v1', 'reviews-v2', 'reviews-v3'];
const NAMESPACE = 'bookinfo';
const GATEWAYS = 1;

let test: TestCluster;
let operator: RunningOperator;
let history: ClusterHistory | undefined;

beforeAll(async () => {
  test = await startTestCluster();
  operator = startOperator(test.operatorAccess);
  await injectSidecars(test.client, '1.3.8');
  await injectedNamespace(test.client, NAMESPACE);
  await Promise.all(BOOKINFO.map((name) => deploy(test.client, NAMESPACE, name)));
  await applyMesh(test.client, { version: '1.3.8' });
  await untilReady(test.client);
}, START_MS);

afterAll(async () => {
  history?.stop();
  await operator.stop();
  await test.stop();
}, STEP_MS);

const untilCounted = (ready: string): Promise<MeshInstall> =>
  watchUntil<MeshInstall>(test.client, meshRef(), ({ status }) => status?.dataPlane?.ready === ready);

describe('the proxies of a mesh', () => {
  const sidecars = 2 * BOOKINFO.length;
  const all = sidecars + GATEWAYS;

  it(
    'are counted in all namespaces, and followed as pods come and go',
    async () => {
      const before = await untilCounted(`${all}/${all}`);
      expect(before.status?.dataPlane?.byVersion).toEqual([{ version: '1.3.8', proxies: all }]);
      expect(conditionOf(before, 'ProxiesUpToDate')).toMatchObject({ status: 'True', reason: 'UpToDate' });
      await test.kubectl('-n', NAMESPACE, 'scale', 'deployment', 'ratings', '--replicas=5');
      await untilCounted(`${all + 3}/${all + 3}`);
      await test.kubectl('-n', NAMESPACE, 'scale', 'deployment', 'ratings', '--replicas=2');
      await untilCounted(`${all}/${all}`);
    },
    STEP_MS,
  );

  it(
    'are stale after an upgrade until their pods are recreated',
    async () => {
      await applyMesh(test.client, { version: '1.4.10' });
      await untilReady(test.client);
      const stale = await untilCounted(`${GATEWAYS}/${all}`);
      expect(stale.status?.dataPlane?.staleNamespaces).toEqual([{ namespace: NAMESPACE, proxies: sidecars }]);
      expect(conditionOf(stale, 'ProxiesUpToDate')).toMatchObject({ status: 'False', reason: 'StaleProxies' });
    },
    STEP_MS,
  );
});

const availableOf = ({ status }: Record<string, unknown>): number =>
  (status as { availableReplicas?: number } | undefined)?.availableReplicas ?? 0;

const isRestarted = (workload: Manifest): boolean => JSON.stringify(workload['spec']).includes(RESTARTED_FOR);

/** How many workloads were being replaced at the same time, at most. */
function mostAtOnce(seen: readonly Manifest[]): number {
  const underWay = new Set<string>();
  let most = 0;
  for (const workload of seen.filter(isRestarted)) {
    const { name } = workload.metadata;
    if (healthOf(workload).state === 'Current') underWay.delete(name);
    else underWay.add(name);
    most = Math.max(most, underWay.size);
  }
  return most;
}

describe('workloads with old sidecars', () => {
  const ELSEWHERE = 'elsewhere';
  const BUDGET = 2;
  const AT_ONCE = 2;
  const DEPLOYMENTS = { apiVersion: 'apps/v1', kind: 'Deployment' };

  it(
    'are restarted in batches where that is allowed, and never below their budget',
    async () => {
      await injectedNamespace(test.client, ELSEWHERE);
      await injectSidecars(test.client, '1.3.8');
      await deploy(test.client, ELSEWHERE, 'web');
      const oneDown = { replicas: 3, strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } };
      await deploy(test.client, NAMESPACE, 'details', oneDown);
      await test.kubectl(
        '-n',
        NAMESPACE,
        'create',
        'pdb',
        'details',
        '--selector=app=details',
        `--min-available=${BUDGET}`,
      );
      await test.kubectl('-n', NAMESPACE, 'rollout', 'status', 'deployment/details');
      await test.cluster.setPodBehaviour({ labels: { app: 'details' }, behaviour: 'ready-after', readyAfter: '1s' });
      await injectSidecars(test.client, '1.4.10');
      history = await ClusterHistory.follow(test.client, [DEPLOYMENTS]);

      const dataPlane = { restart: 'Rolling' as const, maxUnavailable: AT_ONCE, namespaces: [NAMESPACE] };
      await applyMesh(test.client, { version: '1.4.10', upgrade: { dataPlane } });
      const done = await watchUntil<MeshInstall>(
        test.client,
        meshRef(),
        ({ status }) =>
          JSON.stringify(status?.dataPlane?.staleNamespaces) === JSON.stringify([{ namespace: ELSEWHERE, proxies: 2 }]),
      );
      history.stop();

      expect(conditionOf(done, 'ProxiesUpToDate')).toMatchObject({ status: 'False', reason: 'StaleProxies' });
      const seen = history.of('MODIFIED').map(({ object }) => object);
      const ofDetails = seen.filter(({ metadata }) => metadata.name === 'details');
      expect(ofDetails.length).toBeGreaterThan(3);
      for (const deployment of ofDetails) expect(availableOf(deployment)).toBeGreaterThanOrEqual(BUDGET);
      expect(mostAtOnce(seen.filter(({ metadata }) => metadata.namespace === NAMESPACE))).toBe(AT_ONCE);
      expect(seen.filter(isRestarted).map(({ metadata }) => metadata.namespace)).not.toContain(ELSEWHERE);
    },
    STEP_MS,
  );
});

describe('a hop that something blocks', () => {
  const policy: Manifest = {
    apiVersion: 'security.istio.io/v1beta1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'of-a-user', namespace: NAMESPACE },
    spec: {},
  };
  const generations = async (): Promise<unknown> => {
    const { items } = await test.client.list(
      { apiVersion: 'apps/v1', kind: 'Deployment' },
      { namespace: 'istio-system' },
    );
    return items.map(({ metadata: { name, generation } }) => ({ name, generation }));
  };
  const preflight = () =>
    commandLine(['preflight', 'mesh', '--kubeconfig', test.cluster.kubeconfigPath, '--output', 'json']);

  it(
    'does not begin, leaves what is installed untouched, and says what to do',
    async () => {
      await test.client.apply(policy, { fieldManager: 'user' });
      const before = await generations();
      await applyMesh(test.client, { version: '1.3.8' });
      const { status, ...blocked } = await untilCondition(test.client, 'Stalled', 'True');
      const conditions = Object.fromEntries((status?.conditions ?? []).map((each) => [each.type, each]));
      expect(conditions['Stalled']?.reason).toBe('PreflightFailed');
      expect(conditions['Stalled']?.message).toContain('AuthorizationPolicy bookinfo/of-a-user');
      expect(conditions['Accepted']).toMatchObject({ status: 'True' });
      expect(conditions['Ready']).toMatchObject({ status: 'True', reason: 'MeshReady' });
      expect(conditions['Ready']?.observedGeneration).toBeLessThan(blocked.metadata.generation ?? 0);
      expect(status).toMatchObject({ version: '1.4.10', targetVersion: '1.3.8' });
      expect(await generations()).toEqual(before);

      const { code, stdout } = await preflight();
      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({ hops: [{ to: '1.3.8', findings: [{ check: 'unread-resources' }] }] });
    },
    STEP_MS,
  );

  it(
    'begins by itself when that is gone, whatever only warns',
    async () => {
      await test.client.delete({ ...policy, ...policy.metadata });
      const metadata = { name: 'arm', labels: { 'kubernetes.io/arch': 'arm64' } };
      await test.client.create({ apiVersion: 'v1', kind: 'Node', metadata, spec: { unschedulable: true } });
      const { code, stdout } = await preflight();
      expect(code).toBe(0);
      const warning = { check: 'node-architectures', severity: 'warn' };
      expect(JSON.parse(stdout)).toMatchObject({ hops: [{ to: '1.3.8', findings: [warning] }] });
      const { status } = await untilReady(test.client);
      expect(status?.version).toBe('1.3.8');
    },
    2 * STEP_MS,
  );
});
