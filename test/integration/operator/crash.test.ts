import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MeshInstall } from '../../../src/api/meshinstall.ts';
import type { MeshInstallSpec } from '../../../src/api/spec/index.ts';
import { identitiesOf, ourObjects } from '../../support/cluster-objects.ts';
import { START_MS, startTestCluster, type TestCluster } from '../../support/cluster.ts';
import { applyMesh, deleteMesh, meshRef, untilReady } from '../../support/mesh-install.ts';
import { OperatorProcess } from '../../support/operator.ts';
import { seededRandom } from '../../support/random.ts';

const SEED = 20_191_114;
const KILLS = 10;
/** An install that starts over applies more objects than this before it is done: every kill comes in its middle. */
const APPLIED = 110;
const TEST_MS = 3 * 60_000;

let test: TestCluster;

beforeAll(async () => {
  test = await startTestCluster();
}, START_MS);

afterAll(() => test.stop(), START_MS);

/**
 * Without fixed node ports: Kubernetes keeps one allocated when the patch that creates its Service is cut off at the
 * wrong moment, and frees it only minutes later, in its own repair loop.
 */
const SPEC: Partial<MeshInstallSpec> = {
  profile: 'demo',
  gateways: [{ name: 'istio-ingressgateway', type: 'ClusterIP' }],
};

describe('an operator that is killed without warning', () => {
  it(
    `ten times, at moments drawn with seed ${SEED}, still ends Ready and knows all that it made`,
    async () => {
      const random = seededRandom(SEED);
      await applyMesh(test.client, SPEC);
      const phases: (string | undefined)[] = [];
      for (let i = 0; i < KILLS; i++) {
        const operator = new OperatorProcess(test.cluster.kubeconfigPath);
        await operator.logged('applied', 1 + Math.floor(random() * APPLIED));
        await operator.kill();
        phases.push((await test.client.get<MeshInstall>(meshRef()))?.status?.phase);
      }
      expect(phases).not.toContain('Ready');

      const survivor = new OperatorProcess(test.cluster.kubeconfigPath);
      const { status } = await untilReady(test.client);
      const ours = await ourObjects(test.client);
      expect([...ours.keys()].sort()).toEqual(identitiesOf(status?.inventory));

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
