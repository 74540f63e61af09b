import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { API, type MeshInstall } from '../../../src/api/meshinstall.ts';
import { Informer } from '../../../src/kube/watch/informer.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../../support/cluster.ts';
import { samplesIn } from '../../support/exposition.ts';
import { applyMesh, conditionOf, meshRef, untilCondition } from '../../support/mesh-install.ts';
import { OperatorProcess } from '../../support/operator.ts';

const MANY = 200;

/** What one pass may hold everything else up, in seconds; the Lease is renewed every two. */
const LONGEST_DELAY = 0.2;

/** `resources.limits.memory` of deploy/operator.yaml. */
const MOST_BYTES = 512 * 1024 * 1024;

let test: TestCluster;
let operator: OperatorProcess;

beforeAll(async () => {
  test = await startTestCluster();
  operator = new OperatorProcess(test.operatorAccess, { args: ['--metrics-address', '127.0.0.1:0'] });
  await operator.logged('operator started');
}, START_MS);

afterAll(async () => {
  await OperatorProcess.killAll();
  await test.stop();
}, STEP_MS);

const NAMES = Array.from({ length: MANY }, (_, i) => `many-${String(i).padStart(3, '0')}`);

/** Resolves once the MeshInstalls, all of them together, are as wanted. */
async function untilAll(wanted: (installs: readonly MeshInstall[]) => boolean): Promise<void> {
  const stop = new AbortController();
  const kind = { apiVersion: API.apiVersion, kind: API.kind };
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (informer.hasSynced && wanted(informer.list())) resolve();
    };
    const { client } = test;
    const informer: Informer<MeshInstall> = new Informer({
      client,
      kind,
      clock: systemClock,
      random: () => 0,
      onChange: look,
    });
    void informer.run(stop.signal);
    void informer.synced.then(look);
  });
  stop.abort();
}

const isRefused = (install: MeshInstall): boolean => conditionOf(install, 'Accepted')?.status === 'False';

/** What it costs until something has come about: passes, and the event loop's delay since the last time in seconds. */
async function costOf(work: () => Promise<void>) {
  const before = await read();
  await work();
  const after = await read();
  return { passes: after.passes - before.passes, delay: after.delay, bytes: after.bytes };
}

async function read() {
  const text = await operator.ask('/metrics');
  const sum = (name: string): number => Object.values(samplesIn(text, name)).reduce((all, value) => all + value, 0);
  return {
    passes: sum('meshwright_passes_total'),
    delay: sum('nodejs_eventloop_lag_p99_seconds'),
    bytes: sum('process_resident_memory_bytes'),
  };
}

describe(`${MANY} MeshInstalls over one namespace`, () => {
  it(
    'cost a few passes each when they are refused at once, and hold nothing up',
    async () => {
      const cost = await costOf(async () => {
        await applyMesh(test.client, { profile: 'minimal', paused: true, namespace: 'shared' }, 'first');
        await untilCondition(test.client, 'Accepted', 'True', 'first');
        const spec = { profile: 'minimal', namespace: 'shared' } as const;
        await Promise.all(NAMES.map((name) => applyMesh(test.client, spec, name)));
        await untilAll((installs) => installs.filter(isRefused).length === MANY);
      });
      expect(cost.passes).toBeLessThan(4 * MANY);
      expect(cost.delay).toBeLessThan(LONGEST_DELAY);
      expect(cost.bytes).toBeLessThan(MOST_BYTES);
    },
    2 * STEP_MS,
  );

  it(
    'cost a few passes each when they are deleted at once, and leave the one that has the namespace alone',
    async () => {
      const cost = await costOf(async () => {
        await Promise.all(NAMES.map((name) => test.client.delete(meshRef(name))));
        await untilAll((installs) => installs.length === 1);
      });
      expect(cost.passes).toBeLessThan(4 * MANY);
      expect(cost.delay).toBeLessThan(LONGEST_DELAY);
      expect(cost.bytes).toBeLessThan(MOST_BYTES);
    },
    2 * STEP_MS,
  );
});
