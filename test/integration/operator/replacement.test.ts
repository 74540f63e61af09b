import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../src/api/manifest.ts';
import type { MeshInstallSpec } from '../../../src/api/spec/index.ts';
import { servedIn, SERVING, type Served } from '../../support/capacity.ts';
import { ClusterHistory } from '../../support/cluster-history.ts';
import { START_MS, startTestCluster, type TestCluster } from '../../support/cluster.ts';
import { applyMesh, deploymentRef, meshRef, NAMESPACE, namespacedRef, untilReady } from '../../support/mesh-install.ts';
import { OperatorProcess } from '../../support/operator.ts';
import { watchUntil } from '../../support/watch-until.ts';

const MINUTES = 3 * 60_000;
const NAME = 'istio-ingressgateway';

let test: TestCluster;
let history: ClusterHistory | undefined;

beforeAll(async () => {
  test = await startTestCluster();
}, START_MS);

afterAll(async () => {
  history?.stop();
  await OperatorProcess.killAll();
  await test.stop();
}, START_MS);

type Gateway = NonNullable<MeshInstallSpec['gateways']>[number];

const specWith = (gateway: Partial<Gateway>): Partial<MeshInstallSpec> => ({
  gateways: [{ name: NAME, ...gateway }],
});
const labelled = (istio: string): Partial<Gateway> => ({ labels: { app: NAME, istio } });
const fixedAt = (replicas: number): Partial<Gateway> => ({ replicas, autoscaling: { enabled: false } });

const follow = async (): Promise<ClusterHistory> => (history = await ClusterHistory.follow(test.client, SERVING));
const servedSince = (followed: ClusterHistory): Served => {
  followed.stop();
  return servedIn(followed.all(), NAMESPACE).get(NAME)!;
};

interface Scalable extends Manifest {
  readonly spec: { readonly replicas: number };
  readonly status?: { readonly readyReplicas?: number };
}

/** As an autoscaler does it: by the subresource, which owns the number from then on. */
async function scaleTo(replicas: number): Promise<void> {
  await test.kubectl('-n', NAMESPACE, 'scale', 'deployment', NAME, `--replicas=${replicas}`);
  await watchUntil<Scalable>(test.client, deploymentRef(NAME), ({ status }) => status?.readyReplicas === replicas);
}

const ownersOfReplicas = async (): Promise<unknown[]> => {
  const deployment = await test.client.get(deploymentRef(NAME));
  const records = (deployment?.metadata.managedFields ?? []) as { manager: string; fieldsV1: object }[];
  return records.filter(({ fieldsV1 }) => 'f:replicas' in specOf(fieldsV1)).map(({ manager }) => manager);
};
const specOf = (fields: { 'f:spec'?: object }): object => fields['f:spec'] ?? {};

const untilOldPodsWent = (): Promise<unknown> =>
  watchUntil(
    test.client,
    meshRef(),
    ({ status }) => !JSON.stringify((status as { inventory?: string[] } | undefined)?.inventory).includes('ReplicaSet'),
  );

describe('a Deployment whose selector changes', () => {
  it(
    'is recreated without a moment with fewer ready pods, although the operator is killed on the way',
    async () => {
      const first = new OperatorProcess(test.operatorAccess);
      await applyMesh(test.client, specWith({ ...fixedAt(2), ...labelled('ingressgateway') }));
      await untilReady(test.client);
      const before = await test.client.get(deploymentRef(NAME));
      const followed = await follow();
      await applyMesh(test.client, specWith({ ...fixedAt(2), ...labelled('edge') }));
      await first.logged('replacing');
      await first.kill();
      new OperatorProcess(test.operatorAccess);
      await untilReady(test.client);
      await untilOldPodsWent();
      expect(servedSince(followed)).toEqual({ replicas: [2], fewest: 2, allowed: 2, tooFew: [] });
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

describe('the number of pods under an autoscaler', () => {
  const SCALER = namespacedRef('autoscaling/v2', 'HorizontalPodAutoscaler', NAME);

  it(
    'is what it was before, when autoscaling is switched on',
    async () => {
      const followed = await follow();
      await applyMesh(test.client, specWith(labelled('edge')));
      await untilReady(test.client);
      await watchUntil(test.client, SCALER);
      await applyMesh(test.client, specWith({ ...labelled('edge'), env: { SOMETHING: 'else' } }));
      await untilReady(test.client);
      expect(servedSince(followed)).toMatchObject({ replicas: [2], fewest: 2, tooFew: [] });
      expect(await ownersOfReplicas()).toEqual([]);
    },
    MINUTES,
  );

  it(
    'outlives the Deployment that is recreated for another selector',
    async () => {
      await scaleTo(4);
      const followed = await follow();
      await applyMesh(test.client, specWith(labelled('rim')));
      await untilReady(test.client);
      await untilOldPodsWent();
      await applyMesh(test.client, specWith({ ...labelled('rim'), env: { SOMETHING: 'else' } }));
      await untilReady(test.client);
      const { replicas, fewest, allowed, tooFew } = servedSince(followed);
      expect({ replicas, tooFew }).toEqual({ replicas: [4], tooFew: [] });
      expect(fewest).toBeGreaterThanOrEqual(allowed);
      expect(await ownersOfReplicas()).toEqual([]);
    },
    MINUTES,
  );

  it(
    "is the spec's when autoscaling is switched off, and stays when it is switched on again",
    async () => {
      await applyMesh(test.client, specWith({ ...labelled('rim'), ...fixedAt(3) }));
      await untilReady(test.client);
      const isFixed = ({ spec, status }: Scalable): boolean => spec.replicas === 3 && status?.readyReplicas === 3;
      await watchUntil<Scalable>(test.client, deploymentRef(NAME), isFixed);
      const followed = await follow();
      await applyMesh(test.client, specWith(labelled('rim')));
      await untilReady(test.client);
      expect(servedSince(followed)).toMatchObject({ replicas: [3], fewest: 3, tooFew: [] });
    },
    MINUTES,
  );
});
