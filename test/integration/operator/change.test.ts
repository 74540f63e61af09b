import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../src/api/manifest.ts';
import type { MeshInstallSpec } from '../../../src/api/spec/index.ts';
import { identitiesOf, ourObjects } from '../../support/cluster-objects.ts';
import { START_MS, startTestCluster, STEP_MS, untilGone, type TestCluster } from '../../support/cluster.ts';
import {
  applyMesh,
  conditionOf,
  deploymentRef,
  meshRef,
  namespacedRef,
  untilReady,
} from '../../support/mesh-install.ts';
import { startOperator, type RunningOperator } from '../../support/operator.ts';
import { watchUntil } from '../../support/watch-until.ts';
import type { MeshInstall } from '../../../src/api/meshinstall.ts';

let test: TestCluster;
let operator: RunningOperator;

const BASE: Partial<MeshInstallSpec> = { components: { grafana: { enabled: true } } };

beforeAll(async () => {
  test = await startTestCluster();
  operator = startOperator(test.operatorAccess);
  await applyMesh(test.client, BASE);
  await untilReady(test.client);
}, START_MS);

afterAll(async () => {
  await operator.stop();
  await test.stop();
}, STEP_MS);

async function applied(spec: Partial<MeshInstallSpec>): Promise<MeshInstall> {
  await applyMesh(test.client, spec);
  return untilReady(test.client);
}

interface Deployment extends Manifest {
  spec: { template: { spec: { containers: { image: string; env?: { name: string; value?: string }[] }[] } } };
}
const mainOf = ({ spec }: Deployment) => spec.template.spec.containers[0]!;
const pilot = async (): Promise<Deployment> => (await test.client.get<Deployment>(deploymentRef('istio-pilot')))!;

describe('a changed spec', () => {
  it(
    'that switches Grafana off prunes the objects of Grafana and no others',
    async () => {
      const before = await ourObjects(test.client);
      const { status } = await applied({ components: { grafana: { enabled: false } } });
      const after = await ourObjects(test.client);
      const gone = [...before.keys()].filter((id) => !after.has(id));
      const componentsGone = gone.map((id) => before.get(id)?.metadata.labels?.['meshwright.dev/component']);
      expect(gone.length).toBeGreaterThan(2);
      expect(new Set(componentsGone)).toEqual(new Set(['grafana']));
      expect([...after.keys()].filter((id) => id.includes('grafana'))).toEqual([]);
      expect([...after.keys()].filter((id) => !before.has(id))).toEqual([]);
      expect([...after.keys()].sort()).toEqual(identitiesOf(status?.inventory));
      expect(status?.components?.map(({ name }) => name)).not.toContain('grafana');
    },
    STEP_MS,
  );

  it(
    'brings Grafana back when it is switched on again',
    async () => {
      const { status } = await applied(BASE);
      expect(status?.components?.find(({ name }) => name === 'grafana')).toMatchObject({ phase: 'Ready' });
    },
    STEP_MS,
  );

  it(
    'reaches the objects: environment, image, access log',
    async () => {
      await applied({
        ...BASE,
        images: { overrides: { pilot: 'example.test/pilot:mine' } },
        mesh: { accessLog: { file: '/dev/stdout' } },
        components: { ...BASE.components, pilot: { env: { PILOT_EXTRA: 'on' } } },
      });
      const main = mainOf(await pilot());
      expect(main.image).toBe('example.test/pilot:mine');
      expect(main.env).toContainEqual({ name: 'PILOT_EXTRA', value: 'on' });
      const config = await test.client.get(namespacedRef('v1', 'ConfigMap', 'istio'));
      expect((config?.['data'] as { mesh: string }).mesh).toMatch(/accessLogFile: ['"]?\/dev\/stdout/);
    },
    STEP_MS,
  );

  it(
    'takes away what it no longer says',
    async () => {
      await applied(BASE);
      const main = mainOf(await pilot());
      expect(main.image).toBe('docker.io/istio/pilot:1.4.10');
      expect(main.env?.map(({ name }) => name)).not.toContain('PILOT_EXTRA');
    },
    STEP_MS,
  );

  it(
    'takes effect also when it was changed while no operator ran',
    async () => {
      await applied({ components: { ...BASE.components, pilot: { env: { PILOT_EXTRA: 'on' } } } });
      await operator.stop();
      await applyMesh(test.client, { components: { grafana: { enabled: false } } });
      operator = startOperator(test.operatorAccess);
      await untilReady(test.client);
      expect(mainOf(await pilot()).env?.map(({ name }) => name)).not.toContain('PILOT_EXTRA');
      expect(await test.client.get(deploymentRef('grafana'))).toBeUndefined();
    },
    STEP_MS,
  );

  it(
    'waits while the mesh is paused, and so does repair',
    async () => {
      await applyMesh(test.client, { ...BASE, paused: true });
      const isPaused = (install: MeshInstall): boolean =>
        install.status?.phase === 'Paused' && conditionOf(install, 'Reconciling')?.reason === 'Paused';
      await watchUntil<MeshInstall>(test.client, meshRef(), isPaused);
      const ref = deploymentRef('istio-telemetry');
      const since = operator.log.length;
      await test.client.delete(ref, { propagationPolicy: 'Foreground' });
      await untilGone(test.client, ref);
      await operator.logged((line) => line.msg === 'pass' && operator.log.indexOf(line) >= since);
      expect(await test.client.get(ref)).toBeUndefined();
      expect(await test.client.get(deploymentRef('grafana'))).toBeUndefined();
      await applied(BASE);
      expect(await test.client.get(ref)).toBeDefined();
      expect(await test.client.get(deploymentRef('grafana'))).toBeDefined();
    },
    STEP_MS,
  );
});
