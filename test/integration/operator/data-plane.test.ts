import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MeshInstall } from '../../../src/api/meshinstall.ts';
import { deploy, injectedNamespace, injectSidecars } from '../../support/bookinfo.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../../support/cluster.ts';
import { applyMesh, conditionOf, meshRef, untilReady } from '../../support/mesh-install.ts';
import { startOperator, type RunningOperator } from '../../support/operator.ts';
import { watchUntil } from '../../support/watch-until.ts';

const BOOKINFO = ['productpage', 'details', 'ratings', 'reviews-v1', 'reviews-v2', 'reviews-v3'];
const NAMESPACE = 'bookinfo';
const GATEWAYS = 1;

let test: TestCluster;
let operator: RunningOperator;

beforeAll(async () => {
  test = await startTestCluster();
  operator = startOperator(test.cluster.kubeconfigPath);
  await injectSidecars(test.client, '1.3.8');
  await injectedNamespace(test.client, NAMESPACE);
  await Promise.all(BOOKINFO.map((name) => deploy(test.client, NAMESPACE, name)));
  await applyMesh(test.client, { version: '1.3.8' });
  await untilReady(test.client);
}, START_MS);

afterAll(async () => {
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
    'are stale after an upgrade until their pods are created anew',
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
