import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { MeshInstall } from '../../../src/api/meshinstall.ts';
import { operatorRoles, type OperatorRole, type PolicyRule } from '../../support/cluster-access.ts';
import { ourObjects } from '../../support/cluster-objects.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../../support/cluster.ts';
import { applyMesh, conditionOf, deleteMesh, meshRef, namespacedRef, untilReady } from '../../support/mesh-install.ts';
import { startOperator, type LogLine, type RunningOperator } from '../../support/operator.ts';
import { watchUntil } from '../../support/watch-until.ts';

let test: TestCluster;
let operator: RunningOperator;

beforeAll(async () => {
  test = await startTestCluster();
}, START_MS);

afterEach(async () => {
  await operator.stop();
}, STEP_MS);

afterAll(() => test.stop(), STEP_MS);

/** Grants the operator its role, but not this verb on this resource. */
async function grantWithout(resource: string, verb: string): Promise<void> {
  const without = (rule: PolicyRule): PolicyRule[] => {
    if (rule.resources?.includes(resource) !== true || !rule.verbs.includes(verb)) return [rule];
    const others = { ...rule, resources: rule.resources.filter((name) => name !== resource) };
    const less = { ...rule, resources: [resource], verbs: rule.verbs.filter((name) => name !== verb) };
    return others.resources.length === 0 ? [less] : [others, less];
  };
  for (const role of await operatorRoles()) await grant({ ...role, rules: role.rules.flatMap(without) });
}

const grant = (role: OperatorRole) => test.client.apply(role, { fieldManager: 'test', force: true });

const grantAll = async (): Promise<void> => {
  for (const role of await operatorRoles()) await grant(role);
};

const isRefused = ({ msg, err }: LogLine): boolean => msg === 'pass failed' && /Forbidden/.test(err?.message ?? '');

const retryAt = ({ time, nextInMs = 0 }: LogLine): number => Date.parse(time) + nextInMs;

/** False for a failure within the wait after another one: an event asked for that pass, and the retry is still at its time. */
const beginsWait = (line: LogLine, i: number, lines: readonly LogLine[]): boolean => {
  const before = lines[i - 1];
  return before === undefined || retryAt(line) > retryAt(before) + ROUNDED_MS;
};

/** Times in the log are whole milliseconds, and timers may be as early. */
const ROUNDED_MS = 2;

describe('under a role that lacks one verb', () => {
  it(
    'says which verb on which object, waits longer each time, and installs once the verb is granted',
    async () => {
      await grantWithout('services', 'patch');
      operator = startOperator(test.operatorAccess);
      await applyMesh(test.client, { profile: 'minimal' });
      const isReported = (install: MeshInstall): boolean => conditionOf(install, 'Ready')?.reason === 'Forbidden';
      const mesh = await watchUntil<MeshInstall>(test.client, meshRef(), isReported);
      expect(conditionOf(mesh, 'Ready')?.message).toMatch(
        /^Forbidden: cannot apply Service istio-system\/istio-pilot: .*cannot patch resource "services"/,
      );
      expect(conditionOf(mesh, 'Reconciling')).toMatchObject({ status: 'True', reason: 'Retrying' });
      await operator.logged((line) => isRefused(line) && (line.nextInMs ?? 0) > 600);
      const refused = operator.log.filter(isRefused);
      const waits = refused.filter(beginsWait).map(({ nextInMs = 0 }) => nextInMs);
      expect(waits.length).toBeGreaterThan(2);
      expect(waits.length).toBeLessThan(6);
      expect(waits).toEqual([...waits].sort((a, b) => a - b));
      // Events of what is installed beside come within the waits, a handful each; a loop would come by the hundred.
      expect(refused.length).toBeLessThan(20);
      await grantAll();
      await untilReady(test.client);
      await deleteMesh(test.client);
    },
    STEP_MS,
  );

  it(
    'says what it cannot follow, and starts once it can',
    async () => {
      await grantWithout('deployments', 'list');
      operator = startOperator(test.operatorAccess);
      const { err } = await operator.logged(({ msg }) => msg === 'cannot follow the cluster');
      expect(err?.message).toMatch(/^Forbidden: cannot list Deployment: .*cannot list resource "deployments"/);
      await grantAll();
      await operator.logged(({ msg }) => msg === 'operator started');
    },
    STEP_MS,
  );
});

describe('under exactly the role that is delivered', () => {
  it(
    'installs everything, and deletes it with kinds, authority and certificates when that is asked for',
    async () => {
      await grantAll();
      operator = startOperator(test.operatorAccess);
      const all = { crds: 'Delete', certificateAuthority: 'Delete', injectedSecrets: 'Delete' } as const;
      await applyMesh(test.client, { profile: 'demo', deletion: all });
      await untilReady(test.client);
      const certificates = { fieldSelector: 'type=istio.io/key-and-cert' };
      expect((await test.client.list({ apiVersion: 'v1', kind: 'Secret' }, certificates)).items).not.toEqual([]);
      await deleteMesh(test.client);

      const left = await ourObjects(test.client);
      const staying = [...left.values()].filter(({ metadata }) => metadata.deletionTimestamp === undefined);
      expect(staying.map(({ kind }) => kind)).toEqual(['Namespace']);
      expect(await test.client.get(namespacedRef('v1', 'Secret', 'istio-ca-secret'))).toBeUndefined();
      expect((await test.client.list({ apiVersion: 'v1', kind: 'Secret' }, certificates)).items).toEqual([]);
      expect(operator.log.filter(({ err }) => err !== undefined)).toEqual([]);
    },
    STEP_MS,
  );
});
