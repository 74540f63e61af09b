import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../src/api/manifest.ts';
import type { MeshInstall } from '../../../src/api/meshinstall.ts';
import { identitiesOf, ourObjects } from '../../support/cluster-objects.ts';
import { START_MS, startTestCluster, type TestCluster } from '../../support/cluster.ts';
import { applyMesh, meshRef, untilReady } from '../../support/mesh-install.ts';
import { OperatorProcess } from '../../support/operator.ts';
import { seededRandom } from '../../../bench/numbers/seeded-random.ts';

const SEED = 20_200_623;
const KILLS = Number(process.env['MESHWRIGHT_KILLS'] ?? 5);
/** Lines that an operator logs on a hop and a bit: the next one after it is killed begins the hop again. */
const LINES = 150;
const [FROM, TO] = ['1.2.10', '1.4.10'];

let test: TestCluster;

beforeAll(async () => {
  test = await startTestCluster();
}, START_MS);

afterAll(async () => {
  await OperatorProcess.killAll();
  await test.stop();
}, START_MS);

async function walkUndisturbed(version: string): Promise<MeshInstall> {
  const operator = new OperatorProcess(test.operatorAccess);
  await applyMesh(test.client, { version });
  const install = await untilReady(test.client);
  await operator.kill();
  return install;
}

/** What the cluster gives to an object, and what moves by itself. */
const ITS_OWN = new Set(['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields', 'status']);
const REVISION = 'deployment.kubernetes.io/revision';

/** Everything of ours in the cluster, as it is asked for; CRDs stay from one walk to the next. */
async function ourState(): Promise<Map<string, unknown>> {
  const objects = [...(await ourObjects(test.client))];
  return new Map(objects.map(([id, object]) => [id, essence(object)]));
}

function essence(object: Manifest): unknown {
  const text = JSON.stringify(object, (key, value: unknown) =>
    ITS_OWN.has(key) || key === REVISION ? undefined : value,
  );
  return JSON.parse(text);
}

describe('an operator that is killed in the middle of an upgrade', () => {
  it(
    `${KILLS} times, at moments drawn with seed ${SEED}, ends with the same objects as one that is not`,
    async () => {
      await walkUndisturbed(FROM);
      await walkUndisturbed(TO);
      const undisturbed = await ourState();
      await walkUndisturbed(FROM);

      const random = seededRandom(SEED);
      let target = TO;
      await applyMesh(test.client, { version: target });
      for (let kill = 0; kill < KILLS; kill++) {
        const operator = new OperatorProcess(test.operatorAccess);
        await operator.loggedLines(1 + Math.floor(random() * LINES));
        await operator.kill();
        const { status } = (await test.client.get<MeshInstall>(meshRef()))!;
        const hasArrived = status?.phase === 'Ready' && status.version === target;
        if (hasArrived) target = target === TO ? FROM : TO;
        if (hasArrived) await applyMesh(test.client, { version: target });
      }

      const { status } = await walkUndisturbed(TO);
      expect(status).toMatchObject({ version: TO, phase: 'Ready' });
      expect(status?.failure).toBeUndefined();
      const disturbed = await ourState();
      expect([...disturbed.keys()].sort()).toEqual([...undisturbed.keys()].sort());
      for (const [id, object] of undisturbed) expect([id, disturbed.get(id)]).toEqual([id, object]);
      expect([...disturbed.keys()]).toEqual(expect.arrayContaining(identitiesOf(status?.inventory)));
    },
    3 * 60_000 + KILLS * 30_000,
  );
});
