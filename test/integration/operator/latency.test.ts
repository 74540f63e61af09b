import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OPERATOR_NAMESPACE } from '../../../src/api/meshinstall.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../../support/cluster.ts';
import { applyMesh, untilReady } from '../../support/mesh-install.ts';
import { OperatorProcess } from '../../support/operator.ts';
import { startSlowApiserver, type SlowApiserver } from '../../support/slow-apiserver.ts';

/** How long a mesh may take that is installed from far away. */
const FAR_MS = 10 * 60_000;

let test: TestCluster;
let folder: string;
let slow: SlowApiserver;

beforeAll(async () => {
  test = await startTestCluster();
  folder = await mkdtemp(join(tmpdir(), 'meshwright-latency-'));
  slow = await startSlowApiserver(test.operatorAccess, { latencyMs: 2000, path: join(folder, 'kubeconfig') });
}, START_MS);

afterAll(async () => {
  await OperatorProcess.killAll();
  await slow.stop();
  await rm(folder, { recursive: true });
  await test.stop();
}, STEP_MS);

describe('an apiserver that takes two seconds for each answer', () => {
  it(
    'has a mesh installed under one leader, who does not lose the lease',
    async () => {
      const operator = new OperatorProcess(slow.kubeconfigPath, {
        args: ['--leader-elect'],
        env: { POD_NAME: 'far' },
      });
      await applyMesh(test.client);
      await untilReady(test.client);
      const ref = {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        namespace: OPERATOR_NAMESPACE,
        name: 'meshwright',
      };
      expect(await test.client.get(ref)).toMatchObject({
        spec: { holderIdentity: expect.stringMatching(/^far_/) as unknown, leaseTransitions: 0 },
      });
      expect(operator.log.filter(({ msg }) => msg.includes('lease'))).toEqual([]);
      expect(operator.log.filter(({ msg }) => msg === 'operator started')).toHaveLength(1);
      expect(await operator.stop()).toBe(0);
    },
    FAR_MS,
  );
});
