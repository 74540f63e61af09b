import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../src/api/manifest.ts';
import type { MeshInstallSpec } from '../../../src/api/spec/index.ts';
import { Informer } from '../../../src/kube/informer.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { START_MS, startTestCluster, type TestCluster } from '../../support/cluster.ts';
import { applyMesh, deploymentRef, meshRef, NAMESPACE, untilReady } from '../../support/mesh-install.ts';
import { OperatorProcess } from '../../support/operator.ts';
import { watchUntil } from '../../support/watch-until.ts';

const MINUTES = 3 * 60_000;
const NAME = 'istio-ingressgateway';
const REPLICAS = 2;

let test: TestCluster;

beforeAll(async () => {
  test = await startTestCluster();
}, START_MS);

afterAll(async () => {
  await OperatorProcess.killAll();
  await test.stop();
}, START_MS);

const specWith = (labels: Record<string, string>): Partial<MeshInstallSpec> => ({
  gateways: [{ name: NAME, replicas: REPLICAS, autoscaling: { enabled: false }, labels: { app: NAME, ...labels } }],
});

const isReady = ({ status }: Manifest): boolean =>
  ((status as { conditions?: { type: string; status: string }[] } | undefined)?.conditions ?? []).some(
    (condition) => condition.type === 'Ready' && condition.status === 'True',
  );

/** Follows the gateway's pods; tells how few were ready at any moment. */
async function countReady(): Promise<{ fewest: () => number; stop: () => void }> {
  const stop = new AbortController();
  let fewest = Infinity;
  const informer: Informer = new Informer({
    client: test.client,
    kind: { apiVersion: 'v1', kind: 'Pod' },
    selection: { namespace: NAMESPACE, labelSelector: `app=${NAME}` },
    clock: systemClock,
    random: Math.random,
    onChange: () => {
      fewest = Math.min(fewest, informer.list().filter(isReady).length);
    },
  });
  void informer.run(stop.signal);
  await informer.synced;
  fewest = informer.list().filter(isReady).length;
  return { fewest: () => fewest, stop: () => stop.abort() };
}

describe('a Deployment whose selector changes', () => {
  it(
    'is made anew without a moment with fewer ready pods, although the operator is killed on the way',
    async () => {
      const first = new OperatorProcess(test.cluster.kubeconfigPath);
      await applyMesh(test.client, specWith({ istio: 'ingressgateway' }));
      await untilReady(test.client);
      const before = await test.client.get(deploymentRef(NAME));
      const pods = await countReady();
      try {
        await applyMesh(test.client, specWith({ istio: 'edge' }));
        await first.logged('replacing');
        await first.kill();
        const second = new OperatorProcess(test.cluster.kubeconfigPath);
        await untilReady(test.client);
        const withoutOld = ({ status }: Manifest): boolean =>
          !JSON.stringify((status as { inventory?: string[] } | undefined)?.inventory).includes('ReplicaSet');
        await watchUntil(test.client, meshRef(), withoutOld);
        await second.kill();
      } finally {
        pods.stop();
      }
      expect(pods.fewest()).toBe(REPLICAS);
      const after = await test.client.get(deploymentRef(NAME));
      expect(after?.metadata.uid).not.toBe(before?.metadata.uid);
      expect(after?.['spec']).toMatchObject({ selector: { matchLabels: { istio: 'edge' } } });
      const { items } = await test.client.list(
        { apiVersion: 'apps/v1', kind: 'ReplicaSet' },
        { namespace: NAMESPACE, labelSelector: `app=${NAME}` },
      );
      expect(items.map(({ metadata }) => metadata.labels?.['istio'])).toEqual(['edge']);
    },
    MINUTES,
  );
});
