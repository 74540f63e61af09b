import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Manifest, ObjectRef } from '../../../src/api/manifest.ts';
import type { MeshInstall } from '../../../src/api/meshinstall.ts';
import { DELETION_BOUND_MS } from '../../../src/core/deletion/steps.ts';
import { BaseClock, systemClock, type Cancel } from '../../../src/runtime/clock.ts';
import { ClusterHistory } from '../../support/cluster-history.ts';
import { START_MS, startTestCluster, STEP_MS, untilGone, type TestCluster } from '../../support/cluster.ts';
import { applyMesh, conditionOf, deleteMesh, deploymentRef, meshRef, untilReady } from '../../support/mesh-install.ts';
import { eventMessages, KEPT, kindsLeft } from '../../support/remains.ts';
import { startOperator, type RunningOperator } from '../../support/operator.ts';
import { watchUntil } from '../../support/watch-until.ts';

const ADMISSION = 'admissionregistration.k8s.io/v1';
const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' };
let test: TestCluster;
let operator: RunningOperator | undefined;

beforeAll(async () => {
  test = await startTestCluster();
}, START_MS);

beforeEach(async () => {
  operator = startOperator(test.operatorAccess);
  await applyMesh(test.client);
  await untilReady(test.client);
}, STEP_MS);

afterEach(() => stopOperator(), STEP_MS);

afterAll(() => test.stop(), STEP_MS);

async function stopOperator(): Promise<void> {
  await operator?.stop();
  operator = undefined;
}

describe('the deletion of a MeshInstall', () => {
  it(
    'ends within its bound, and says what did not go',
    async () => {
      await stopOperator();
      const clock = new MovedClock();
      operator = startOperator(test.operatorAccess, { clock });
      const ref = deploymentRef('istio-pilot');
      await test.client.patch(ref, { metadata: { finalizers: ['example.test/never'] } }, { type: 'merge' });
      await test.client.delete(meshRef());
      await untilStalled('HeldByFinalizer', /Deployment istio-system\/istio-pilot is held by finalizer example\.test/);
      await giveUp(clock);
      const [message] = await eventMessages(test.client, 'DeletionIncomplete');
      expect(message).toMatch(/^gave up waiting after 5 minutes: .*Deployment istio-system\/istio-pilot is held by/);
      await test.client.patch(ref, { metadata: { finalizers: null } }, { type: 'merge' });
      await untilGone(test.client, ref);
    },
    STEP_MS,
  );

  it(
    'says who refuses it in Ready and Stalled and in one event, and goes on without it when its time is over',
    async () => {
      await stopOperator();
      const clock = new MovedClock();
      operator = startOperator(test.operatorAccess, { clock });
      for (const object of KEEP_PILOT) await test.client.create(object);
      await untilRefused(deploymentRef('istio-pilot'));
      await test.client.delete(meshRef());
      const install = await untilStalled('Invalid', /istio-pilot could not be deleted: .*pilot stays/);
      expect(conditionOf(install, 'Ready')).toMatchObject({ status: 'False', reason: 'Invalid' });
      expect(install.status?.phase).toBe('Deleting');
      await giveUp(clock);
      expect(await eventMessages(test.client, 'Invalid')).toHaveLength(1);
      expect(await eventMessages(test.client, 'DeletionIncomplete')).toContainEqual(
        expect.stringMatching(/istio-pilot could not/),
      );
      for (const { apiVersion, kind, metadata } of KEEP_PILOT)
        await test.client.delete({ apiVersion, kind, name: metadata.name });
      await untilAccepted(deploymentRef('istio-pilot'));
    },
    STEP_MS,
  );

  it(
    'takes as long as it needs when our clock is a day ahead of the apiserver',
    async () => {
      await stopOperator();
      const clock = new MovedClock();
      clock.aheadMs = 24 * 60 * 60_000;
      operator = startOperator(test.operatorAccess, { clock });
      const history = await ClusterHistory.follow(test.client, [DEPLOYMENT]);
      await deleteMesh(test.client);
      const gone = ['istio-telemetry', 'istio-pilot', 'istio-galley'].map((name) =>
        history.deleted('Deployment', name),
      );
      history.stop();
      expect(gone).toEqual([...gone].sort((a, b) => a - b));
      expect(await kindsLeft(test.client)).toEqual(KEPT);
    },
    STEP_MS,
  );
});

/** The machine's clock, as far ahead as it is put, after so much more time. */
class MovedClock extends BaseClock {
  aheadMs = 0;
  passedMs = 0;

  now(): number {
    return systemClock.now() + this.aheadMs + this.passedMs;
  }

  elapsed(): number {
    return systemClock.elapsed() + this.passedMs;
  }

  schedule(ms: number, run: () => void): Cancel {
    return systemClock.schedule(ms, run);
  }
}

const untilStalled = (reason: string, message: RegExp): Promise<MeshInstall> =>
  watchUntil<MeshInstall>(test.client, meshRef(), (install) => {
    const stalled = conditionOf(install, 'Stalled');
    return stalled?.status === 'True' && stalled.reason === reason && message.test(stalled.message);
  });

/** Lets the time of the deletion pass, and wakes the operator. */
async function giveUp(clock: MovedClock): Promise<void> {
  clock.passedMs = DELETION_BOUND_MS;
  await test.client.patch(meshRef(), { metadata: { labels: { 'example.test/look': 'again' } } }, { type: 'merge' });
  await untilGone(test.client, meshRef());
  await stopOperator();
}

const POLICY = { name: 'pilot-stays' };
/** A policy of the cluster that refuses to delete pilot. */
const KEEP_PILOT: readonly Manifest[] = [
  {
    apiVersion: ADMISSION,
    kind: 'ValidatingAdmissionPolicy',
    metadata: POLICY,
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        resourceRules: [
          {
            apiGroups: ['apps'],
            apiVersions: ['v1'],
            operations: ['DELETE'],
            resources: ['deployments'],
            resourceNames: ['istio-pilot'],
          },
        ],
      },
      validations: [{ expression: 'false', message: 'pilot stays' }],
    },
  },
  {
    apiVersion: ADMISSION,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: POLICY,
    spec: { policyName: POLICY.name, validationActions: ['Deny'] },
  },
];

/** A policy works some time after it was created, and for some time after it was deleted. */
async function untilRefused(ref: ObjectRef): Promise<void> {
  while (await test.client.delete(ref, { dryRun: true }).catch(() => false)) await nextMoment();
}

async function untilAccepted(ref: ObjectRef): Promise<void> {
  while (!(await test.client.delete(ref).catch(() => false))) await nextMoment();
}

const nextMoment = (): Promise<void> => systemClock.after(100);
