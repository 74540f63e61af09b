import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { readFile, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { loadAll } from 'js-yaml';
import type { Manifest } from '../../../src/api/manifest.ts';
import type { MeshInstall } from '../../../src/api/meshinstall.ts';
import type { MeshInstallSpec } from '../../../src/api/spec/index.ts';
import { idOf } from '../../../src/core/model/object-id.ts';
import { START_MS, startTestCluster, STEP_MS, untilGone, type TestCluster } from '../../support/cluster.ts';
import { commandLine } from '../../support/command-line.ts';
import { scriptsOf } from '../../support/documents.ts';
import { runExample } from '../../support/examples.ts';
import {
  applyMesh,
  conditionOf,
  deploymentRef,
  meshRef,
  namespacedRef,
  untilCondition,
  untilReady,
} from '../../support/mesh-install.ts';
import { startOperator, type RunningOperator } from '../../support/operator.ts';
import { synthesis, type Synthesis } from '../../support/synthesis.ts';
import { watchUntil } from '../../support/watch-until.ts';

const OBSERVER = 'observer';
const READS = ['get', 'list', 'watch'];
const CONFIG = namespacedRef('v1', 'ConfigMap', 'istio');
const GATEWAY = deploymentRef('istio-ingressgateway');

let test: TestCluster;
let operator: RunningOperator;
let spec: Partial<MeshInstallSpec> = { profile: 'demo' };
const made: Synthesis[] = [];

beforeAll(async () => {
  test = await startTestCluster({ audit: true });
  operator = startOperator(test.operatorAccess, { userAgent: OBSERVER });
}, START_MS);

afterAll(async () => {
  await operator.stop();
  await test.stop();
  for (const { remove } of made) await remove();
}, STEP_MS);

async function written(): Promise<Synthesis> {
  const files = await synthesis(spec);
  made.push(files);
  return files;
}

const apply = (...files: string[]): Promise<string> =>
  test.kubectl('apply', '--server-side', '--force-conflicts', ...files.map((file) => `--filename=${file}`));

/** Runs a block of docs/gitops.md where its reader would be, beside `dist/demo`. @returns what it printed */
async function follow(block: RegExp, { folder }: Synthesis): Promise<string> {
  const command = scriptsOf('docs/gitops.md').find((script) => block.test(script)) ?? 'exit 1';
  const kubectl = dirname(await test.cluster.kubectlPath());
  const env = { KUBECONFIG: test.cluster.kubeconfigPath, PATH: `${kubectl}:${process.env['PATH'] ?? ''}` };
  const dist = dirname(folder);
  if (!existsSync(join(dist, 'demo'))) await symlink(folder, join(dist, 'demo'));
  const { code, stdout, stderr } = await runExample({ command }, env, dirname(dist));
  expect({ command, code, stderr: code === 0 ? '' : stderr }).toEqual({ command, code: 0, stderr: '' });
  return stdout;
}

const observed = (): Promise<unknown> => applyMesh(test.client, { ...spec, management: 'Observe' });

/** Trusts the root that citadel made, as its user would write it. */
function trusting(caBundle: string): Partial<MeshInstallSpec> {
  const trust = (i: number): object[] => [
    { op: 'add', path: `/webhooks/${i}/clientConfig/caBundle`, value: caBundle },
    { op: 'replace', path: `/webhooks/${i}/failurePolicy`, value: 'Fail' },
  ];
  const overlays = [
    { kind: 'MutatingWebhookConfiguration', name: 'istio-sidecar-injector', patch: trust(0) },
    { kind: 'ValidatingWebhookConfiguration', name: 'istio-galley', patch: [...trust(0), ...trust(1)] },
  ];
  return { ...spec, overlays: overlays as NonNullable<MeshInstallSpec['overlays']> };
}

/** What the operator has sent besides reading, without repetitions. */
async function writes(): Promise<string[]> {
  const counts = await test.cluster.requestCounts();
  const its = counts.filter(({ userAgent, verb }) => userAgent === OBSERVER && !READS.includes(verb));
  return its.map(({ verb, resource }) => `${verb} ${resource}`);
}

const byId = (a: Manifest, b: Manifest): number => (idOf(a) < idOf(b) ? -1 : 1);

describe('a mesh that others apply from a synthesis', () => {
  it(
    'is missing at first, and the status says so',
    async () => {
      await observed();
      const { status } = await untilCondition(test.client, 'InSync', 'False');
      expect(status?.phase).toBe('Observing');
      expect(status?.conditions?.find(({ type }) => type === 'InSync')?.message).toMatch(
        /^Namespace istio-system: missing; .*; and \d+ more$/,
      );
      expect(status?.conditions?.find(({ type }) => type === 'Ready')).toMatchObject({
        status: 'False',
        reason: 'Waiting',
      });
    },
    STEP_MS,
  );

  it(
    'is as rendered once its files are applied in order, and Ready once its webhooks trust the root',
    async () => {
      const first = await written();
      const kustomized = loadAll(await test.kubectl('kustomize', first.folder)) as Manifest[];
      const texts = await Promise.all(first.files.map((file) => readFile(file, 'utf8')));
      expect(kustomized.sort(byId)).toEqual(texts.flatMap((text) => loadAll(text) as Manifest[]).sort(byId));
      await follow(/^for file in/, first);
      // Only their trust is missing: the objects are all there, as rendered.
      await watchUntil<MeshInstall>(
        test.client,
        meshRef(),
        (install) =>
          conditionOf(install, 'InSync')?.status === 'True' &&
          /caBundle is not the root/.test(conditionOf(install, 'Ready')?.message ?? ''),
      );
      await watchUntil(test.client, namespacedRef('v1', 'Secret', 'istio-ca-secret'));
      spec = trusting(await follow(/get secret istio-ca-secret/, first));
      await observed();
      await test.kubectl('apply', '--server-side', '--kustomize', (await written()).folder);
      await untilReady(test.client);
      const { status } = await untilCondition(test.client, 'InSync', 'True');
      expect(status).toMatchObject({ phase: 'Ready', ready: '12/12', version: '1.4.10', inventory: [] });
    },
    3 * STEP_MS,
  );

  it(
    'has no difference for meshwright diff',
    async () => {
      const found = await commandLine(['diff', 'mesh', '--kubeconfig', test.cluster.kubeconfigPath, '-o', 'paths']);
      expect(found).toEqual({ code: 0, stdout: '', stderr: '' });
    },
    STEP_MS,
  );

  it(
    'reports within two seconds what a hand edit changed, and leaves it as it is',
    async () => {
      const { data } = (await test.client.get(CONFIG)) as unknown as { data: Record<string, string> };
      const edit = { data: { mesh: `${data['mesh'] ?? ''}\n# by hand` } };
      const edited = await test.client.patch(CONFIG, edit, { type: 'merge', fieldManager: 'somebody' });
      const since = performance.now();
      const mesh = await untilCondition(test.client, 'InSync', 'False');
      expect(performance.now() - since).toBeLessThan(2000);
      expect(conditionOf(mesh, 'InSync')).toMatchObject({
        reason: 'Drifted',
        message: 'ConfigMap istio-system/istio: data.mesh',
      });
      expect(mesh.status?.phase).toBe('Drifted');
      expect(conditionOf(mesh, 'Ready')?.status).toBe('True');
      expect((await test.client.get(CONFIG))?.metadata.resourceVersion).toBe(edited.metadata.resourceVersion);
      await apply(made.at(-1)!.files[0]!);
      await untilCondition(test.client, 'InSync', 'True');
    },
    STEP_MS,
  );

  it(
    'is not Ready without one of its parts, which stays away until its owner applies it',
    async () => {
      await test.client.delete(GATEWAY);
      const mesh = await untilCondition(test.client, 'Ready', 'False');
      expect(conditionOf(mesh, 'InSync')?.message).toBe('Deployment istio-system/istio-ingressgateway: missing');
      expect(await test.client.get(GATEWAY)).toBeUndefined();
      await apply(made.at(-1)!.files.find((file) => file.includes('istio-ingressgateway'))!);
      await untilReady(test.client);
    },
    STEP_MS,
  );

  it('was only read by the operator, which wrote nothing but the status', async () => {
    expect(await writes()).toEqual(['patch meshinstalls.meshwright.dev/status']);
    const pilot = await test.client.get(deploymentRef('istio-pilot'));
    expect(JSON.stringify(pilot?.metadata.managedFields)).not.toContain('"manager":"meshwright"');
    expect((await test.client.get(meshRef()))?.metadata.finalizers).toBeUndefined();
  });

  it(
    'can be handed to the operator and taken back, without a change to its pods',
    async () => {
      const before = await test.client.get(deploymentRef('istio-pilot'));
      await applyMesh(test.client, { ...spec });
      const mine = await untilReady(test.client);
      expect(mine.status?.conditions?.map(({ type }) => type)).not.toContain('InSync');
      expect(mine.metadata.finalizers).toEqual(['meshwright.dev/ordered-deletion']);
      await observed();
      const theirs = await untilCondition(test.client, 'InSync', 'True');
      expect(theirs.metadata.finalizers).toBeUndefined();
      const after = await test.client.get(deploymentRef('istio-pilot'));
      expect(after?.['spec']).toEqual(before?.['spec']);
    },
    STEP_MS,
  );

  it(
    'stays when the MeshInstall goes',
    async () => {
      await test.client.delete(meshRef());
      await untilGone(test.client, meshRef());
      const pilot = await test.client.get(deploymentRef('istio-pilot'));
      expect(pilot?.metadata.deletionTimestamp).toBeUndefined();
      expect(pilot).toBeDefined();
    },
    STEP_MS,
  );
});
