import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OPERATOR_NAMESPACE } from '../../../src/api/meshinstall.ts';
import { writesIn, type Write } from '../../support/audit.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../../support/cluster.ts';
import { applyMesh, untilReady } from '../../support/mesh-install.ts';
import { OperatorProcess } from '../../support/operator.ts';

/** How long a mesh may be without an operator, in milliseconds: when its node is lost, and when it is told to end. */
const LOST_MS = 20_000;
const ENDED_MS = 5_000;

/** Of the objects of the demo profile, so many are there when the leader is lost. */
const APPLIED = 30;

let test: TestCluster;
let first: OperatorProcess;
let second: OperatorProcess;

const replica = (name: string): OperatorProcess =>
  new OperatorProcess(test.operatorAccess, {
    args: ['--leader-elect'],
    env: { POD_NAME: name, POD_NAMESPACE: OPERATOR_NAMESPACE },
  });

beforeAll(async () => {
  test = await startTestCluster({ audit: true });
  first = replica('first');
  await first.logged('operator started');
  second = replica('second');
  await second.logged('another replica leads');
}, START_MS);

afterAll(async () => {
  await OperatorProcess.killAll();
  await test.stop();
}, STEP_MS);

const writesOf = async (name: string): Promise<Write[]> =>
  writesIn(await test.cluster.auditLog(), (agent) => agent.endsWith(`(${name})`));

/** Milliseconds until somebody else leads. */
async function timeUntil(leads: Promise<unknown>): Promise<number> {
  const since = performance.now();
  await leads;
  return performance.now() - since;
}

/** The writes of one operator were all answered before the first one of the next came. */
async function expectInTurn(before: string, after: string): Promise<void> {
  const [theirs, ours] = [await writesOf(before), await writesOf(after)];
  expect([theirs.length > 0, ours.length > 0]).toEqual([true, true]);
  expect(Math.max(...theirs.map(({ to }) => to))).toBeLessThan(ours[0]?.from ?? 0);
}

describe('two replicas', () => {
  it(
    'have another leader within 20 s when one is killed in the middle of an install, and never write both at once',
    async () => {
      await applyMesh(test.client, { profile: 'demo' });
      await first.logged('applied', APPLIED);
      await first.kill();
      expect(await timeUntil(second.logged('operator started'))).toBeLessThan(LOST_MS);
      await untilReady(test.client);
      await expectInTurn('first', 'second');
    },
    2 * STEP_MS,
  );

  it(
    'have another leader at once when one is told to end, in the middle of an upgrade as well',
    async () => {
      const third = replica('third');
      await third.logged('another replica leads');
      await applyMesh(test.client, { profile: 'demo', version: '1.3.8' });
      await second.loggedLines(second.log.length + APPLIED);
      const ended = second.stop();
      expect(await timeUntil(third.logged('operator started'))).toBeLessThan(ENDED_MS);
      expect(await ended).toBe(0);
      await untilReady(test.client);
      await expectInTurn('second', 'third');
      expect(await third.stop()).toBe(0);
    },
    2 * STEP_MS,
  );
});
