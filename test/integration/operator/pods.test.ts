import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { behaviourAnnotations } from '../../../devcluster/control-plane/behaviour.ts';
import type { Manifest } from '../../../src/api/manifest.ts';
import type { MeshInstall } from '../../../src/api/meshinstall.ts';
import type { MeshInstallSpec } from '../../../src/api/spec/index.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../../support/cluster.ts';
import {
  applyMesh,
  conditionOf,
  deleteMesh,
  meshRef,
  namespacedRef,
  NAMESPACE,
  untilReady,
} from '../../support/mesh-install.ts';
import { startOperator, type RunningOperator } from '../../support/operator.ts';
import { watchUntil } from '../../support/watch-until.ts';

let test: TestCluster;
let operator: RunningOperator;

beforeAll(async () => {
  test = await startTestCluster();
  // With the permissions that it is delivered with: reading pods and events needs some.
  operator = startOperator(test.operatorAccess);
}, START_MS);

afterEach(async () => {
  await deleteMesh(test.client);
}, STEP_MS);

afterAll(async () => {
  await operator.stop();
  await test.stop();
}, STEP_MS);

const until = (wanted: (install: MeshInstall) => boolean): Promise<MeshInstall> =>
  watchUntil<MeshInstall>(test.client, meshRef(), wanted);
const messageOf = ({ status }: MeshInstall): string =>
  status?.components?.find(({ name }) => name === 'pilot')?.message ?? '';

/** Resolves once an event of this MeshInstall says so. */
async function untilEvent(
  { metadata: { uid = '' } }: MeshInstall,
  message: RegExp,
  reason = 'ComponentNotReady',
): Promise<void> {
  const selection = { namespace: 'default', fieldSelector: `involvedObject.uid=${uid},reason=${reason}` };
  const isWanted = (event: Manifest): boolean => message.test(String(event['message']));
  const { items, resourceVersion } = await test.client.list(EVENT, selection);
  if (items.some(isWanted)) return;
  const signal = AbortSignal.timeout(STEP_MS);
  for await (const { object } of test.client.watch(EVENT, { ...selection, resourceVersion, signal }))
    if (isWanted(object)) return;
}

const EVENT = { apiVersion: 'v1', kind: 'Event' };

type Pilot = NonNullable<NonNullable<MeshInstallSpec['components']>['pilot']>;
const behaves = (behaviour: string): Pilot => ({ podAnnotations: { [behaviourAnnotations.behaviour]: behaviour } });

const REASONS: readonly [string, Pilot, RegExp][] = [
  ['its image cannot be pulled', behaves('image-pull-fails'), /cannot pull image \S*pilot:1\.4\.10: .*not found/],
  ['its program ends again and again', behaves('crash-loop'), /container discovery exits with code 1/],
  ['its volume cannot be mounted', behaves('mount-fails'), /MountVolume\.SetUp failed/],
  ['its probe fails', behaves('never-ready'), /container discovery: Readiness probe failed/],
  [
    'no node has what it asks for',
    { nodeSelector: { disk: 'none-has-this' } },
    /cannot be scheduled: 0\/\d+ nodes are available: .*didn't match Pod's node affinity\/selector/,
  ],
];

describe('a component whose pods do not start', () => {
  it.each(REASONS)(
    'says why when %s: in the component, in what is waited for, and in an event',
    async (_what, pilot, reason) => {
      await applyMesh(test.client, { profile: 'minimal', components: { pilot } });
      const mesh = await until((install) => reason.test(messageOf(install)));
      expect(messageOf(mesh)).toMatch(/^0 of 1 pods are available: /);
      expect(mesh.status?.waitingFor?.find(({ part }) => part === 'pilot')?.message).toMatch(reason);
      expect(conditionOf(mesh, 'Ready')?.message).toMatch(reason);
      await untilEvent(mesh, reason);
    },
    STEP_MS,
  );
});

describe('a component whose pods a ResourceQuota refuses', () => {
  const quota = namespacedRef('v1', 'ResourceQuota', 'no-pods');

  /** Resolves when the quota is counted: before, pods are refused with other words. */
  async function forbidPods(): Promise<void> {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } };
    await test.client.apply(namespace, { fieldManager: 'user' });
    const { apiVersion, kind, name } = quota;
    const object = { apiVersion, kind, metadata: { name, namespace: NAMESPACE }, spec: { hard: { pods: '0' } } };
    await test.client.apply(object, { fieldManager: 'user' });
    await watchUntil(test.client, quota, ({ status }) => (status as { used?: object } | undefined)?.used !== undefined);
  }

  it(
    'says which quota and how much is missing: in the component, in what is waited for, in Ready, and in an event',
    async () => {
      await forbidPods();
      await applyMesh(test.client, { profile: 'minimal' });
      const refusal =
        /pods "istio-pilot-\w+" is forbidden: exceeded quota: no-pods, requested: pods=1, used: pods=0, limited: pods=0/;
      const mesh = await until((install) => refusal.test(messageOf(install)));
      expect(mesh.status?.components).toMatchObject([{ name: 'pilot', phase: 'Failed', ready: '0/1' }]);
      expect(mesh.status?.waitingFor?.find(({ part }) => part === 'pilot')?.message).toMatch(refusal);
      expect(conditionOf(mesh, 'Ready')).toMatchObject({ status: 'False', message: expect.stringMatching(refusal) });
      await untilEvent(mesh, refusal, 'ComponentFailed');
      await test.client.delete(quota);
      await untilReady(test.client);
    },
    STEP_MS,
  );
});

describe('a hop that goes back because pods do not start', () => {
  it(
    'keeps the reason when the pods are gone',
    async () => {
      await applyMesh(test.client, { profile: 'minimal', version: '1.3.8' });
      await untilReady(test.client);
      const pilot = behaves('image-pull-fails');
      await applyMesh(test.client, { profile: 'minimal', upgrade: { gateTimeout: '8s' }, components: { pilot } });
      const back = await until((install) => conditionOf(install, 'Stalled')?.reason === 'RolledBack');
      const reason = /cannot pull image \S*pilot:1\.4\.10/;
      expect(back.status?.failure?.message).toMatch(reason);
      expect(back.status?.history?.[0]).toMatchObject({
        outcome: 'RolledBack',
        message: back.status?.failure?.message,
      });
      expect(conditionOf(back, 'Stalled')?.message).toMatch(reason);
      const pods = await test.kubectl('-n', NAMESPACE, 'get', 'pods', '-l', 'istio=pilot', '-o', 'yaml');
      expect(pods).not.toContain('pilot:1.4.10');
    },
    2 * STEP_MS,
  );
});
