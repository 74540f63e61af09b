import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../../support/cluster.ts';
import { applyMesh, deploymentRef, untilReady } from '../../support/mesh-install.ts';
import { startOperator, type RunningOperator } from '../../support/operator.ts';

const USER_AGENT = 'first-operator';
const NEXT_USER_AGENT = 'next-operator';
const WRITES = ['create', 'update', 'patch', 'delete', 'deletecollection'];

let test: TestCluster;
let operator: RunningOperator;

beforeAll(async () => {
  test = await startTestCluster({ audit: true });
  operator = startOperator(test.operatorAccess, { userAgent: USER_AGENT });
  await applyMesh(test.client, { profile: 'demo' });
  await untilReady(test.client);
}, START_MS);

afterAll(async () => {
  await operator.stop();
  await test.stop();
}, STEP_MS);

/** Requests that this user agent has sent, without what goes on in any case: watches, and a look at the version each minute. */
async function requestsOf(agent: string): Promise<string[]> {
  const counts = await test.cluster.requestCounts();
  const goesOn = (verb: string, resource: string): boolean => verb === 'watch' || resource === '/version';
  const its = counts.filter(({ userAgent, verb, resource }) => userAgent === agent && !goesOn(verb, resource));
  return its.map(({ verb, resource, count }) => `${verb} ${resource} ${count}`);
}

/** Changes a label that is nobody's business, and resolves when the operator has looked at it. */
async function afterAPass(running: RunningOperator, mark: string): Promise<void> {
  const since = running.log.length;
  await test.client.patch(
    deploymentRef('istio-pilot'),
    { metadata: { labels: { mark: `${mark}-${since}` } } },
    { type: 'merge', fieldManager: 'somebody' },
  );
  await running.logged((line) => line.msg === 'pass' && running.log.indexOf(line) >= since);
}

/**
 * True once each kind of Istio that was listed is watched. That a CRD is established and that its kind is served are a
 * moment apart: a first list may be refused, and is sent again after the mesh is Ready.
 */
async function followsAll(agent: string): Promise<boolean> {
  const its = (await test.cluster.requestCounts()).filter(({ userAgent }) => userAgent === agent);
  const resources = (wanted: string) => its.flatMap(({ verb, resource }) => (verb === wanted ? [resource] : []));
  const watched = new Set(resources('watch'));
  return resources('list').every((resource) => !resource.endsWith('.istio.io') || watched.has(resource));
}

/**
 * What was asked until a pass asked nothing. A kind that discovery does not tell of yet is not even listed: discovery is
 * asked for it again.
 */
async function atRest(running: RunningOperator): Promise<string[]> {
  let before: string[];
  let after = await requestsOf(USER_AGENT);
  do {
    before = after;
    await afterAPass(running, 'first');
    after = await requestsOf(USER_AGENT);
  } while (!isDeepStrictEqual(before, after) || !(await followsAll(USER_AGENT)));
  return after;
}

describe('a mesh that is as it should be', () => {
  it(
    'costs no request, however often it is looked at',
    async () => {
      const before = await atRest(operator);
      for (const mark of ['a', 'b', 'c', 'd', 'e']) await afterAPass(operator, mark);
      expect(await requestsOf(USER_AGENT)).toEqual(before);
    },
    STEP_MS,
  );

  it(
    'is read and not written by an operator that starts again',
    async () => {
      await operator.stop();
      operator = startOperator(test.operatorAccess, { userAgent: NEXT_USER_AGENT });
      await operator.logged(({ msg }) => msg === 'pass');
      await afterAPass(operator, 'restarted');
      const sent = await requestsOf(NEXT_USER_AGENT);
      expect(sent).toContain('list deployments.apps 1');
      expect(sent.filter((request) => WRITES.includes(request.split(' ', 1)[0] ?? ''))).toEqual([]);
    },
    STEP_MS,
  );
});
