import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { behaviourAnnotations } from '../../../devcluster/control-plane/behaviour.ts';
import type { MeshInstall } from '../../../src/api/meshinstall.ts';
import type { MeshInstallSpec } from '../../../src/api/spec/index.ts';
import { START_MS, startTestCluster, type TestCluster } from '../../support/cluster.ts';
import { applyMesh, conditionOf, meshRef, NAMESPACE, untilReady } from '../../support/mesh-install.ts';
import { startOperator, type RunningOperator } from '../../support/operator.ts';
import { watchUntil } from '../../support/watch-until.ts';

const MINUTES = 3 * 60_000;
/** Long enough for whatever works on a busy machine, as short as a test can wait for what does not. */
const upgrade: NonNullable<MeshInstallSpec['upgrade']> = { gateTimeout: '8s' };

const COMPONENTS = ['citadel', 'galley', 'pilot', 'policy', 'telemetry', 'injector', 'istio-ingressgateway'];
/** One component for each hop; `MESHWRIGHT_FAULTS=all` tries every component at every hop. */
const HOPS: readonly [from: string, to: string, component: string][] = [
  ['1.0.6', '1.1.0', 'telemetry'],
  ['1.1.0', '1.1.17', 'pilot'],
  ['1.1.17', '1.2.10', 'galley'],
  ['1.2.10', '1.3.8', 'citadel'],
  ['1.3.8', '1.4.10', 'istio-ingressgateway'],
];
const FAULTS = HOPS.flatMap(([from, to, one]) =>
  (process.env['MESHWRIGHT_FAULTS'] === 'all' ? COMPONENTS : [one]).map((component) => [from, to, component] as const),
);

let test: TestCluster;
let operator: RunningOperator;

beforeAll(async () => {
  test = await startTestCluster();
  operator = startOperator(test.operatorAccess);
  await applyMesh(test.client, { version: '1.0.6' });
  await untilReady(test.client);
}, START_MS);

afterAll(async () => {
  await operator.stop();
  await test.stop();
}, START_MS);

/** A spec with which the new pods of one component never get ready. */
function broken(component: string): Partial<MeshInstallSpec> {
  const podAnnotations = { [behaviourAnnotations.behaviour]: 'never-ready' };
  return component.startsWith('istio-')
    ? { gateways: [{ name: component, podAnnotations }] }
    : { components: { [component]: { podAnnotations } } };
}

const until = (wanted: (install: MeshInstall) => boolean): Promise<MeshInstall> =>
  watchUntil<MeshInstall>(test.client, meshRef(), wanted);
const untilStalled = (reason: string): Promise<MeshInstall> =>
  until((install) => conditionOf(install, 'Stalled')?.reason === reason);

const messageOf = (install: MeshInstall): string => conditionOf(install, 'Ready')?.message ?? '';
/** The last pod of a release may go a moment after the way back has ended. */
const ALL_BACK = /; went back to .*, where all [89] components are ready; /;

/** Tags of what runs in the namespace, each once. */
async function tags(): Promise<string[]> {
  const path = '{range .items[*]}{.spec.template.spec.containers[0].image}{"\\n"}{end}';
  const images = await test.kubectl('-n', NAMESPACE, 'get', 'deployments', '-l', 'istio', '-o', `jsonpath=${path}`);
  return [
    ...new Set(
      images
        .trim()
        .split('\n')
        .map((image) => image.slice(image.lastIndexOf(':') + 1)),
    ),
  ].sort();
}

describe('a component that does not come up', () => {
  it.each(FAULTS)(
    'on the hop from %s to %s is %s: the mesh goes back, says why, and goes on when the spec is edited',
    async (from, to, component) => {
      await applyMesh(test.client, { version: from });
      await untilReady(test.client);
      await applyMesh(test.client, { version: to, upgrade, ...broken(component) });
      const { status } = await untilStalled('RolledBack');
      expect(status).toMatchObject({
        version: from,
        lastGoodVersion: from,
        phase: 'Stalled',
        failure: { component, from, to },
        history: expect.arrayContaining([expect.objectContaining({ outcome: 'RolledBack', to })]) as unknown,
      });
      const message = messageOf(await until((install) => ALL_BACK.test(messageOf(install))));
      expect(message).toContain(`Istio ${from} to ${to} failed at ${component}: ${status?.failure?.step ?? '?'}: `);
      expect(await tags()).toContain(from);
      expect(await tags()).not.toContain(to);

      await applyMesh(test.client, { version: to });
      expect((await untilReady(test.client)).status).toMatchObject({ version: to, phase: 'Ready' });
      expect(await tags()).not.toContain(from);
    },
    MINUTES,
  );
});

describe('a hop that is not to be rolled back', () => {
  it(
    'is paused where it failed, although the cause goes, until the spec is edited',
    async () => {
      const never = { namespace: NAMESPACE, labels: { istio: 'pilot' }, behaviour: 'never-ready' } as const;
      await test.cluster.setPodBehaviour(never);
      await applyMesh(test.client, { version: '1.3.8', upgrade: { ...upgrade, onFailure: 'Pause' } });
      const paused = await untilStalled('GateTimeout');
      expect(paused.status).toMatchObject({ version: '1.4.10', failure: { component: 'pilot', outcome: 'Paused' } });
      expect(await tags()).toEqual(['1.3.8', '1.4.10']);
      await test.cluster.clearPodBehaviours();
      const healed = await until(({ status }) => status?.components?.every(({ phase }) => phase === 'Ready') === true);
      expect(healed.status?.phase).toBe('Stalled');
      await applyMesh(test.client, { version: '1.3.8' });
      expect((await untilReady(test.client)).status).toMatchObject({ version: '1.3.8' });
      expect(await tags()).toEqual(['1.3.8']);
    },
    MINUTES,
  );
});

describe('a way back that fails, too', () => {
  it(
    'stops, and says what runs where',
    async () => {
      await applyMesh(test.client, { version: '1.4.10', upgrade, ...broken('pilot') });
      await until(({ status }) => status?.phase === 'RollingBack');
      const never = { namespace: NAMESPACE, labels: { istio: 'citadel' }, behaviour: 'never-ready' } as const;
      await test.cluster.setPodBehaviour(never);
      const stuck = await untilStalled('RollbackFailed');
      expect(stuck.status?.failure).toMatchObject({ component: 'pilot', rollbackStep: 'citadel' });
      expect(conditionOf(stuck, 'Stalled')?.message).toMatch(/stopped there, with citadel citadel:1\.3\.8 \(0\/1\)/);
      await test.cluster.clearPodBehaviours();
      await applyMesh(test.client, { version: '1.4.10' });
      await untilReady(test.client);
    },
    MINUTES,
  );
});

describe('a change of version that has to be approved', () => {
  it(
    'waits and keeps what is installed, until the command of its message is typed; then each stop soaks',
    async () => {
      await applyMesh(test.client, { version: '1.2.10', upgrade: { approval: 'Manual', soak: '2s' } });
      const held = await until(({ status }) => status?.phase === 'Waiting');
      expect(held.status).toMatchObject({ version: '1.4.10', plan: { from: '1.4.10', path: ['1.3.8', '1.2.10'] } });
      await test.kubectl('-n', NAMESPACE, 'delete', 'deployment', 'istio-pilot');
      await test.kubectl('-n', NAMESPACE, 'wait', 'deployment/istio-pilot', '--for=create', '--timeout=60s');
      expect(await tags()).toEqual(['1.4.10']);
      const message = conditionOf(held, 'Ready')?.message ?? '';
      const soaking = until((install) => conditionOf(install, 'Ready')?.reason === 'Soaking');
      await test.kubectl(...message.slice(message.indexOf('kubectl ')).split(' ').slice(1));
      expect((await soaking).status).toMatchObject({ version: '1.3.8', phase: 'Waiting' });
      expect((await untilReady(test.client)).status?.version).toBe('1.2.10');
    },
    MINUTES,
  );
});
