import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../src/api/manifest.ts';
import type { MeshInstall } from '../../../src/api/meshinstall.ts';
import { idOf } from '../../../src/core/model/object-id.ts';
import { FIELD_MANAGER } from '../../../src/api/meshinstall.ts';
import { identitiesOf, ourObjects } from '../../support/cluster-objects.ts';
import { START_MS, startTestCluster, type TestCluster } from '../../support/cluster.ts';
import { applyMesh, deleteMesh, meshRef, untilReady } from '../../support/mesh-install.ts';
import { OperatorProcess } from '../../support/operator.ts';
import { seededRandom } from '../../../bench/numbers/seeded-random.ts';

const SEED = 20_191_114;
const KILLS = 10;
/** An install that starts over applies more objects than this before it is done: every kill comes in its middle. */
const APPLIED = 110;
const TEST_MS = 5 * 60_000;

let test: TestCluster;

beforeAll(async () => {
  test = await startTestCluster();
}, START_MS);

afterAll(async () => {
  await OperatorProcess.killAll();
  await test.stop();
}, START_MS);

/** What we own by another write than apply would stay when we no longer want it. */
function isOursByUpdate({ metadata }: Manifest): boolean {
  const records = (metadata.managedFields ?? []) as { manager: string; operation: string; subresource?: string }[];
  return records.some(
    (record) => record.manager === FIELD_MANAGER && record.operation === 'Update' && record.subresource === undefined,
  );
}

describe('an operator that is killed without warning', () => {
  it(
    `ten times, at moments drawn with seed ${SEED}, still ends Ready and knows all that it made`,
    async () => {
      const random = seededRandom(SEED);
      await applyMesh(test.client, { profile: 'demo' });
      const phases: (string | undefined)[] = [];
      for (let i = 0; i < KILLS; i++) {
        const operator = new OperatorProcess(test.operatorAccess);
        await operator.logged('applied', 1 + Math.floor(random() * APPLIED));
        await operator.kill();
        phases.push((await test.client.get<MeshInstall>(meshRef()))?.status?.phase);
      }
      expect(phases).not.toContain('Ready');

      const survivor = new OperatorProcess(test.operatorAccess);
      const { status } = await untilReady(test.client);
      const ours = await ourObjects(test.client);
      expect([...ours.keys()].sort()).toEqual(identitiesOf(status?.inventory));
      expect([...ours.values()].filter(isOursByUpdate).map(idOf)).toEqual([]);

      await deleteMesh(test.client);
      await survivor.kill();
      const left = await ourObjects(test.client);
      expect(new Set([...left.values()].map(({ kind }) => kind))).toEqual(
        new Set(['Namespace', 'CustomResourceDefinition']),
      );
    },
    TEST_MS,
  );
});
