import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../src/api/manifest.ts';
import type { MeshInstall } from '../../../src/api/meshinstall.ts';
import type { MeshInstallSpec } from '../../../src/api/spec/index.ts';
import { START_MS, startTestCluster, STEP_MS, untilGone, type TestCluster } from '../../support/cluster.ts';
import { commandLine, type Outcome } from '../../support/command-line.ts';
import {
  applyMesh,
  conditionOf,
  deleteMesh,
  deploymentRef,
  meshRef,
  namespacedRef,
  untilCondition,
  untilReady,
} from '../../support/mesh-install.ts';
import { startOperator, type RunningOperator } from '../../support/operator.ts';
import { watchUntil } from '../../support/watch-until.ts';

let test: TestCluster;
let operator: RunningOperator;
const SPEC: Partial<MeshInstallSpec> = {
  profile: 'demo',
  components: { grafana: { enabled: true, persistence: { enabled: true } } },
};
const PILOT = deploymentRef('istio-pilot');
const SCALER: Manifest = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'theirs', namespace: 'istio-system' },
  spec: {
    minReplicas: 2,
    maxReplicas: 2,
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'istio-pilot' },
  },
};

/** Nobody provisions volumes here. */
const VOLUME: Manifest = {
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: 'data' },
  spec: {
    capacity: { storage: '5Gi' },
    accessModes: ['ReadWriteOnce', 'ReadWriteMany'],
    hostPath: { path: '/data' },
  },
};

beforeAll(async () => {
  test = await startTestCluster();
  await test.client.create(VOLUME);
  operator = startOperator(test.operatorAccess);
}, START_MS);

afterAll(async () => {
  await operator.stop();
  await test.stop();
}, STEP_MS);

const diff = (name = 'mesh', output = 'paths'): Promise<Outcome> =>
  commandLine(['diff', name, '--kubeconfig', test.cluster.kubeconfigPath, '-o', output]);

interface Found {
  readonly differences: readonly { object: string; fields: readonly { path: string }[] }[];
}

/** Objects with fields, sorted, as `meshwright diff` names them. */
async function namedByDiff(): Promise<string[]> {
  const { differences } = JSON.parse((await diff('mesh', 'json')).stdout) as Found;
  return differences.flatMap(({ object, fields }) => fields.map(({ path }) => `${object}: ${path}`)).sort();
}

/** The same as the condition InSync names them. */
const namedByInSync = (install: MeshInstall): string[] =>
  (conditionOf(install, 'InSync')?.message ?? '').split('; ').flatMap(fieldsOf).sort();

function fieldsOf(sentence: string): string[] {
  const [object = '', fields = ''] = sentence.split(': ');
  return fields.split(', ').map((field) => `${object}: ${field}`);
}

const untilInSyncNames = (fields: readonly string[]): Promise<MeshInstall> =>
  watchUntil<MeshInstall>(test.client, meshRef(), (install) => namedByInSync(install).join() === fields.join());

const edit = (kind: string, name: string, patch: object): Promise<unknown> =>
  test.client.patch(namespacedRef('v1', kind, name), patch, { type: 'merge', fieldManager: 'somebody' });

/** What of an object restarts pods when it changes. */
const podsOf = async (): Promise<unknown> =>
  ((await test.client.get(PILOT))?.['spec'] as { template: unknown } | undefined)?.template;

describe('a mesh that the operator applied, and only observes from now on', () => {
  it(
    'is as rendered for status and diff alike: what the operator wrote is no drift',
    async () => {
      await applyMesh(test.client, SPEC);
      await untilReady(test.client);
      await applyMesh(test.client, { ...SPEC, management: 'Observe' });
      const { status } = await untilCondition(test.client, 'InSync', 'True');
      expect(status?.phase).toBe('Ready');
      expect(await diff()).toEqual({ code: 0, stdout: '', stderr: '' });
    },
    3 * STEP_MS,
  );

  it(
    'has drifted in the same fields for both once somebody edits it',
    async () => {
      await edit('ConfigMap', 'istio', { data: { mesh: 'by hand', meshNetworks: 'by hand' } });
      await edit('Service', 'istio-pilot', { metadata: { labels: { app: 'other', istio: 'other' } } });
      const edited = [
        'ConfigMap istio-system/istio: data.mesh',
        'ConfigMap istio-system/istio: data.meshNetworks',
        'Service istio-system/istio-pilot: metadata.labels.app',
        'Service istio-system/istio-pilot: metadata.labels.istio',
      ];
      const { status } = await untilInSyncNames(edited);
      expect(status?.phase).toBe('Drifted');
      expect(await namedByDiff()).toEqual(edited);
    },
    STEP_MS,
  );

  it(
    'leaves the number of pods to an autoscaler of somebody else, for both',
    async () => {
      await applyMesh(test.client, SPEC);
      await untilReady(test.client);
      await applyMesh(test.client, { ...SPEC, management: 'Observe' });
      await untilCondition(test.client, 'InSync', 'True');
      await test.client.create(SCALER);
      await test.client.patch(PILOT, { spec: { replicas: 2 } }, { type: 'merge', fieldManager: 'scaler' });
      await edit('ConfigMap', 'istio', { data: { mesh: 'by hand' } });
      await untilInSyncNames(['ConfigMap istio-system/istio: data.mesh']);
      expect(await namedByDiff()).toEqual(['ConfigMap istio-system/istio: data.mesh']);
    },
    2 * STEP_MS,
  );
});

describe('a mesh whose MeshInstall is gone', () => {
  it(
    'refuses one of another name only until that may take it over, and its pods stay',
    async () => {
      await test.client.delete(meshRef());
      await untilGone(test.client, meshRef());
      await applyMesh(test.client, SPEC, 'other');
      const refused = await untilCondition(test.client, 'Stalled', 'True', 'other');
      expect(conditionOf(refused, 'Stalled')?.message).toMatch(
        /^ConfigMap istio-system\/istio is left of MeshInstall "mesh", which is gone \(as .*\); take over with spec\.adoption: Adopt, call the MeshInstall "mesh" again, or delete the objects$/,
      );
      const before = await podsOf();
      await applyMesh(test.client, { ...SPEC, adoption: 'Adopt' }, 'other');
      await untilReady(test.client, 'other');
      expect(await podsOf()).toEqual(before);
      expect(await diff('other')).toEqual({ code: 0, stdout: '', stderr: '' });
    },
    3 * STEP_MS,
  );

  it(
    'holds up nobody with what its deletion kept: the next one has it without a question, whatever its name',
    async () => {
      const claim = namespacedRef('v1', 'PersistentVolumeClaim', 'istio-grafana-pvc');
      await deleteMesh(test.client, 'other');
      const kept = await test.client.get(claim);
      expect(kept?.metadata.labels).toMatchObject({ 'meshwright.dev/mesh': 'other' });
      await applyMesh(test.client, SPEC, 'third');
      await untilReady(test.client, 'third');
      const { metadata } = (await test.client.get(claim)) ?? {};
      expect(metadata).toMatchObject({ uid: kept?.metadata.uid, labels: { 'meshwright.dev/mesh': 'third' } });
      await deleteMesh(test.client, 'third');
    },
    3 * STEP_MS,
  );
});
