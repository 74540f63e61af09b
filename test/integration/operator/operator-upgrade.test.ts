import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pack from '../../../package.json' with { type: 'json' };
import type { Manifest } from '../../../src/api/manifest.ts';
import { writesIn } from '../../support/audit.ts';
import { ourObjects } from '../../support/cluster-objects.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../../support/cluster.ts';
import { earlierOperator, type EarlierOperator } from '../../support/earlier-operator.ts';
import { applyMesh, meshRef, untilReady } from '../../support/mesh-install.ts';
import { OperatorProcess } from '../../support/operator.ts';

let test: TestCluster;
let folder: string;
let earlier: EarlierOperator;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'operator-upgrade-'));
  earlier = await earlierOperator(join(folder, 'earlier'));
  test = await startTestCluster({ audit: true });
}, START_MS);

afterAll(async () => {
  await OperatorProcess.killAll();
  await test.stop();
  await rm(folder, { recursive: true });
}, STEP_MS);

/** Which state each object of the mesh is in. Statuses move by themselves: where generations are kept, they count. */
async function statesOf(): Promise<Record<string, unknown>> {
  const ours = [...(await ourObjects(test.client))].filter(([, { kind }]) => kind !== 'HorizontalPodAutoscaler');
  const stateOf = ({ metadata }: Manifest): unknown => metadata.generation ?? metadata.resourceVersion;
  return Object.fromEntries(ours.map(([id, object]) => [id, stateOf(object)]));
}

const writesOf = async (version: string): Promise<string[]> => {
  const log = await test.cluster.auditLog();
  return writesIn(log, (agent) => agent.startsWith(`meshwright/${version} `)).map(({ what }) => what);
};

/** Runs an operator until it has looked at the mesh. */
async function lookedAtBy(settings?: { readonly program: string }): Promise<void> {
  const operator = new OperatorProcess(test.operatorAccess, settings);
  await operator.logged('pass');
  expect(await operator.stop()).toBe(0);
}

describe('the operator under a mesh that runs', () => {
  it(
    'is upgraded from the release before, and rolled back, without a write to the mesh',
    async () => {
      const { program, version } = earlier;
      expect(version).not.toBe(pack.version);
      const operator = new OperatorProcess(test.operatorAccess, { program });
      await applyMesh(test.client, { profile: 'demo' });
      const { metadata } = await untilReady(test.client);
      expect(await operator.stop()).toBe(0);
      const states = await statesOf();
      const written = await writesOf(version);
      expect(written.length).toBeGreaterThan(100);

      await lookedAtBy();
      expect(await writesOf(pack.version)).toEqual([]);
      await lookedAtBy({ program });
      expect(await writesOf(version)).toEqual(written);
      expect(await statesOf()).toEqual(states);
      const after = await test.client.get(meshRef());
      expect(after?.metadata.generation).toBe(metadata.generation);
    },
    3 * STEP_MS,
  );
});
