import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dump, loadAll } from 'js-yaml';
import { wholeReference } from '../../charts/index.ts';
import { BRIDGE_CONTAINER } from '../../src/api/components.ts';
import type { Manifest } from '../../src/api/manifest.ts';
import { OPERATOR_NAMESPACE } from '../../src/api/meshinstall.ts';
import { operatorImage } from '../../src/operator/manager/own-image.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../support/cluster.ts';
import { commandLine } from '../support/command-line.ts';
import { helmFor, type Helm } from '../support/helm-command.ts';
import { applyMesh, deploymentRef } from '../support/mesh-install.ts';
import { OperatorProcess } from '../support/operator.ts';
import { watchUntil } from '../support/watch-until.ts';

const DEPLOY = resolve(import.meta.dirname, '../../deploy');
const REGISTRY = 'registry.test/mirror/meshwright';
const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

const MESH = {
  apiVersion: 'meshwright.dev/v1alpha1',
  kind: 'MeshInstall',
  metadata: { name: 'mesh' },
  spec: { version: '1.1.17' },
};

let test: TestCluster;
let helm: Helm['run'];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'operator-image-'));
  test = await startTestCluster();
  helm = (await helmFor(test.cluster.kubeconfigPath, join(folder, 'helm'))).run;
  // The injector of 1.1 needs a bridge on a Kubernetes of today.
  await applyMesh(test.client, MESH.spec);
}, START_MS);

afterAll(async () => {
  await OperatorProcess.killAll();
  await test.stop();
  await rm(folder, { recursive: true });
}, STEP_MS);

interface Way {
  readonly name: string;
  readonly image: string;
  /** What is applied, with the image named in the one place that this way has for it. */
  readonly objects: () => Promise<string>;
}

async function kustomized(): Promise<string> {
  const overlay = join(folder, 'overlay');
  await mkdir(overlay);
  const from = (path: string): string => relative(overlay, join(DEPLOY, 'kustomize', path));
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [from('base')],
    components: [from('components/high-availability')],
    images: [{ name: 'meshwright', newName: REGISTRY, digest: DIGEST }],
  };
  await writeFile(join(overlay, 'kustomization.yaml'), dump(kustomization));
  return test.kubectl('kustomize', overlay);
}

const WAYS: readonly Way[] = [
  {
    name: 'the file',
    image: `${REGISTRY}:file`,
    objects: async () => {
      const text = await readFile(join(DEPLOY, 'operator.yaml'), 'utf8');
      return text.replace(/image: meshwright:\S+/, `image: ${REGISTRY}:file`);
    },
  },
  { name: 'kustomize', image: `${REGISTRY}@${DIGEST}`, objects: kustomized },
  {
    name: 'helm',
    image: `${REGISTRY}:helm`,
    objects: () => {
      const set = `--set=image.repository=${REGISTRY},image.tag=helm`;
      return helm('template', 'meshwright', join(DEPLOY, 'helm/meshwright'), `--namespace=${OPERATOR_NAMESPACE}`, set);
    },
  },
];

/** The pod of an operator that runs from an image. */
async function podFrom(image: string): Promise<string> {
  const selector = ['-n', OPERATOR_NAMESPACE, '-l', 'app.kubernetes.io/name=meshwright'];
  await test.kubectl('rollout', 'status', 'deployment/meshwright', '-n', OPERATOR_NAMESPACE);
  const { items } = JSON.parse(await test.kubectl('get', 'pods', ...selector, '-o', 'json')) as { items: Manifest[] };
  return items.find((pod) => operatorImage(pod) === image)?.metadata.name ?? '';
}

const bridgeOf = (deployment: Manifest): string | undefined => {
  const { template } = deployment['spec'] as { template: { spec: { containers: { name: string; image: string }[] } } };
  return template.spec.containers.find(({ name }) => name === BRIDGE_CONTAINER)?.image;
};

const INJECTOR = 'Deployment istio-system/istio-sidecar-injector';

/** Commands that show what the operator applies, and what of that shows the image of the bridge. */
const SHOWN: readonly (readonly [command: string, shown: (image: string) => unknown])[] = [
  ['images mesh -o list', (image) => expect.stringContaining(`${wholeReference(image)}\n`)],
  ['diff mesh -o paths', () => expect.not.stringContaining(INJECTOR)],
  ['adopt --dry-run -f - -o yaml', () => expect.stringMatching(/^keepTheirPods: \[\]$/m)],
];

const shownBy = (command: string) =>
  commandLine([...command.split(' '), '--kubeconfig', test.cluster.kubeconfigPath], JSON.stringify(MESH));

/** Tries to create the pod of the operator's Deployment, perhaps with changes. @throws ApiError what is said against it */
const tryPod = (deployment: Manifest, change: object = {}): Promise<Manifest> => {
  const { template } = deployment['spec'] as { template: { metadata: object; spec: object } };
  const metadata = { ...template.metadata, name: 'tried', namespace: OPERATOR_NAMESPACE };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec: { ...template.spec, ...change } };
  return test.client.create(pod, { dryRun: true });
};

describe.each(WAYS)('installed by $name', ({ image, objects }) => {
  let installed: Manifest[];

  beforeAll(async () => {
    installed = (loadAll(await objects()) as (Manifest | null)[]).filter((object) => object !== null);
    for (const object of installed) await test.client.apply(object, { fieldManager: 'user', force: true });
  }, STEP_MS);

  it(
    'the operator gives its own image, registry and digest included, to the bridges that it installs',
    async () => {
      const env = { POD_NAME: await podFrom(image), POD_NAMESPACE: OPERATOR_NAMESPACE };
      const operator = new OperatorProcess(test.operatorAccess, { env });
      const injector = deploymentRef('istio-sidecar-injector');
      await watchUntil(test.client, injector, (live) => bridgeOf(live) === image);
      expect(await operator.stop()).toBe(0);
      for (const [command, shown] of SHOWN) {
        const { stdout, stderr } = await shownBy(command);
        expect([command, stdout]).toEqual([command, shown(image)]);
        expect(stderr).not.toContain('image of the operator');
      }
    },
    STEP_MS,
  );

  it('the pods are those that a namespace with restricted pods takes, and others are refused', async () => {
    const deployment = installed.find(({ kind }) => kind === 'Deployment');
    const labels = installed.find(({ kind }) => kind === 'Namespace')?.metadata.labels;
    expect(labels?.['pod-security.kubernetes.io/enforce'] ?? 'restricted').toBe('restricted');
    await tryPod(deployment!);
    await expect(tryPod(deployment!, { hostNetwork: true })).rejects.toThrow(
      /violates PodSecurity "restricted:latest"/,
    );
  });
});
