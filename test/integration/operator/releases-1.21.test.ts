import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MeshInstallSpec } from '../../../src/api/spec/index.ts';
import { installCrd } from '../../../src/cli/demo/crd.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { bundleWriters, identitiesOf, ourObjects } from '../../support/cluster-objects.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../../support/cluster.ts';
import { applyMesh, deleteMesh, untilCondition, untilReady } from '../../support/mesh-install.ts';
import { askedByMigrate } from '../../support/migration/reads-only.ts';
import { startOperator, type RunningOperator } from '../../support/operator.ts';
import { faultsOnTheWay, walk } from '../../support/walk.ts';
import { watchUntil } from '../../support/watch-until.ts';

let test: TestCluster;
let operator: RunningOperator;

beforeAll(async () => {
  test = await startTestCluster({ kubernetes: '1.21', audit: true });
  operator = startOperator(test.operatorAccess);
}, START_MS);

afterAll(async () => {
  await operator.stop();
  await test.stop();
}, STEP_MS);

/** The first and the last release of each line; the profiles change place with those of the newest Kubernetes. */
const ENDS: readonly [string, NonNullable<MeshInstallSpec['profile']>][] = [
  ['1.0.0', 'demo-auth'],
  ['1.0.9', 'default'],
  ['1.1.0', 'demo-auth'],
  ['1.1.17', 'default'],
  ['1.2.0', 'demo-auth'],
  ['1.2.10', 'default'],
  ['1.3.0', 'demo-auth'],
  ['1.3.8', 'default'],
  ['1.4.0', 'demo'],
  ['1.4.10', 'default'],
];

/** How long a mesh may take from its installation to its end, and an upgrade over all lines, in milliseconds. */
const LIFE_MS = 3 * 60_000;
const WALK_MS = 5 * 60_000;

const GALLEYS = { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingWebhookConfiguration' };

describe('on Kubernetes 1.21, the last that serves what old programs call', () => {
  it.each(ENDS)(
    'Istio %s with profile %s becomes Ready, keeps its webhooks by itself, and leaves nothing',
    async (version, profile) => {
      await applyMesh(test.client, { version, profile });
      const { status } = await untilReady(test.client);
      expect(status).toMatchObject({ version, profile, phase: 'Ready' });
      expect(status?.components?.every(({ phase }) => phase === 'Ready')).toBe(true);
      const kept = (id: string): boolean => /CustomResourceDefinition|\/Namespace\//.test(id);
      const ours = [...(await ourObjects(test.client)).keys()].filter((id) => !kept(id)).sort();
      expect(ours).toEqual(identitiesOf(status?.inventory).filter((id) => !kept(id)));
      // Made as soon as galley can be reached, for which a mesh does not wait.
      await watchUntil(test.client, { ...GALLEYS, name: 'istio-galley' });
      expect(await bundleWriters(test.client, GALLEYS.kind, 'istio-galley')).toEqual(['galley']);
      const injectors = await bundleWriters(test.client, 'MutatingWebhookConfiguration', 'istio-sidecar-injector');
      expect(injectors).toEqual(['sidecar-injector']);
      await deleteMesh(test.client);
      expect([...(await ourObjects(test.client)).keys()].filter((id) => !kept(id))).toEqual([]);
      expect(await test.client.get({ ...GALLEYS, name: 'istio-galley' })).toBeUndefined();
    },
    LIFE_MS,
  );

  it(
    'walks from 1.0.6 to 1.4.10 minor by minor, each hop in its order, and loses neither configuration nor capacity',
    async () => {
      await applyMesh(test.client, { version: '1.0.6' });
      await untilReady(test.client);
      const { install, hops, lost, stalled, served, minReady } = await walk(test.client, { version: '1.4.10' });
      expect(faultsOnTheWay(hops)).toEqual([]);
      expect(install.status).toMatchObject({ version: '1.4.10', lastGoodVersion: '1.4.10', phase: 'Ready' });
      expect(lost).toEqual([]);
      expect(stalled).toEqual([]);
      for (const name of ['istio-pilot', 'istio-ingressgateway', 'istio-telemetry', 'istio-galley']) {
        expect(served.get(name)).toEqual({ replicas: [1], fewest: 1, allowed: 1, tooFew: [] });
        expect(minReady.get(name)).toBe(1);
      }
    },
    WALK_MS,
  );

  it(
    'the operator refuses to move a mesh to another namespace, which the apiserver of those days lets pass',
    async () => {
      await applyMesh(test.client, { namespace: 'elsewhere' });
      const { status } = await untilCondition(test.client, 'Accepted', 'False');
      const message = status?.conditions?.find(({ type }) => type === 'Accepted')?.message;
      expect(message).toBe(
        'spec.namespace: "elsewhere": namespace is immutable; delete this MeshInstall and create one for the other ' +
          'namespace. The mesh is in "istio-system".',
      );
      expect(await test.client.get({ apiVersion: 'v1', kind: 'Namespace', name: 'elsewhere' })).toBeUndefined();
      await applyMesh(test.client);
      expect((await untilReady(test.client)).status).toMatchObject({ version: '1.4.10', phase: 'Ready' });
    },
    STEP_MS,
  );

  it(
    'meshwright migrate reads the mesh and writes nothing',
    async () => {
      await applyMesh(test.client);
      await untilReady(test.client);
      const { outcomes, requests, writes } = await askedByMigrate(test);
      // Kubernetes is too old for any release to move to, which is no error of the commands.
      for (const { command, stdout, stderr } of outcomes)
        expect([command, stdout === '', stderr]).toEqual([command, false, expect.not.stringMatching(/^error:/m)]);
      expect(outcomes.find(({ command }) => command === 'plan')?.stdout).toMatch(/This is Kubernetes 1\.21, and Istio/);
      expect(requests).toBeGreaterThan(50);
      expect(writes).toEqual([]);
    },
    STEP_MS,
  );

  it(
    'the demonstration installs its kind, without the rules that the apiserver of those days does not know',
    async () => {
      const installed = installCrd(test.client, systemClock, AbortSignal.timeout(STEP_MS));
      await expect(installed).resolves.toBeUndefined();
    },
    STEP_MS,
  );
});
