import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dump, loadAll } from 'js-yaml';
import type { Manifest } from '../../src/api/manifest.ts';
import { API } from '../../src/api/meshinstall.ts';
import pack from '../../package.json' with { type: 'json' };
import { accessOf } from '../support/cluster-access.ts';
import { START_MS, startTestCluster, STEP_MS, untilGone, untilServed, type TestCluster } from '../support/cluster.ts';
import { scriptsOf } from '../support/documents.ts';
import { runExample } from '../support/examples.ts';
import { helmFor, type Helm } from '../support/helm-command.ts';
import { applyMesh, deleteMesh, meshRef, untilReady } from '../support/mesh-install.ts';
import { OperatorProcess } from '../support/operator.ts';
import { byName, deploymentIn, imageIn, objectsIn, type OperatorDeployment } from '../support/package-objects.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const CHART = join(ROOT, 'deploy/helm/meshwright');
const BASE = join(ROOT, 'deploy/kustomize/base');
const COMPONENTS = join(ROOT, 'deploy/kustomize/components');
const NAMESPACE = 'meshwright-system';
const RELEASE = ['meshwright', CHART, `--namespace=${NAMESPACE}`, '--create-namespace'];
const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
/** Kinds of Prometheus Operator, which is not there. */
const MONITORING = new Set(['PodMonitor', 'PrometheusRule']);

let test: TestCluster;
let helm: Helm['run'];
let inShell: (script: string) => Promise<void>;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'packages-test-'));
  test = await startTestCluster();
  const { run, env } = await helmFor(test.cluster.kubeconfigPath, join(folder, 'helm'));
  helm = run;
  inShell = async (command) => {
    const { code, stderr } = await runExample({ command }, env);
    expect({ command, code, stderr: code === 0 ? '' : stderr }).toEqual({ command, code: 0, stderr: '' });
  };
}, START_MS);

afterAll(async () => {
  await test.stop();
  await rm(folder, { recursive: true });
}, STEP_MS);

/** What `deploy/operator.yaml` and the CRD say: the one source. */
const plain = async (): Promise<Manifest[]> => objectsIn(await readFile(join(BASE, 'install.yaml'), 'utf8'));

describe('the kustomize base', () => {
  const overlay = async (more: object): Promise<string> => {
    const path = await mkdtemp(join(folder, 'overlay-'));
    const kustomization = {
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: [relative(path, BASE)],
      ...more,
    };
    await writeFile(join(path, 'kustomization.yaml'), dump(kustomization));
    return path;
  };

  it(
    'is the file that installs everything',
    async () => {
      expect(byName(objectsIn(await test.kubectl('kustomize', BASE)))).toEqual(byName(await plain()));
    },
    STEP_MS,
  );

  it(
    'takes every component at once, and image and digest from one place',
    async () => {
      const names = [
        'console',
        'grafana-dashboard',
        'high-availability',
        'network-policy',
        'pod-monitor',
        'prometheus-rule',
        'restart',
      ];
      const path = await mkdtemp(join(folder, 'overlay-'));
      const components = names.map((name) => relative(path, join(COMPONENTS, name)));
      const images = [{ name: 'meshwright', newName: 'registry.test/meshwright', digest: DIGEST }];
      const built = objectsIn(await test.kubectl('kustomize', await overlay({ components, images })));
      expect(imageIn(built)).toBe(`registry.test/meshwright@${DIGEST}`);
      expect(deploymentIn(built).spec.replicas).toBe(2);
      const { priorityClassName, topologySpreadConstraints, containers } = deploymentIn(built).spec.template.spec;
      expect(built.find(({ kind }) => kind === 'PriorityClass')?.metadata.name).toBe(priorityClassName);
      expect(topologySpreadConstraints).toMatchObject([{ topologyKey: 'kubernetes.io/hostname', maxSkew: 1 }]);
      expect(containers[0]?.resources.requests).toEqual({ cpu: '50m', memory: '128Mi' });
      expect(containers[0]?.args.at(-1)).toBe('--console-address=:8090');
      const kinds = built.map(({ kind }) => kind);
      for (const kind of [
        'ConfigMap',
        'PodDisruptionBudget',
        'Service',
        'PriorityClass',
        'NetworkPolicy',
        ...MONITORING,
      ])
        expect(kinds).toContain(kind);
      const known = built.filter(({ kind }) => !MONITORING.has(kind));
      for (const object of known) {
        const dryRun = object.kind !== 'Namespace';
        await test.client.apply(object, { fieldManager: 'test', force: true, dryRun });
      }
    },
    STEP_MS,
  );

  it(
    'keeps its image when it is applied again',
    async () => {
      const path = await overlay({ images: [{ name: 'meshwright', newTag: '9.9.9' }] });
      for (let round = 0; round < 2; round++)
        await test.kubectl('apply', '--server-side', '--force-conflicts', '-k', path);
      const image = await test.kubectl('get', 'deployment', 'meshwright', `-n${NAMESPACE}`, '-o=jsonpath={..image}');
      expect(image).toBe('meshwright:9.9.9');
      await test.kubectl('delete', 'namespace', NAMESPACE);
      await untilGone(test.client, { apiVersion: 'v1', kind: 'Namespace', name: NAMESPACE });
      await test.kubectl('delete', 'clusterrole,clusterrolebinding', '-l', 'app.kubernetes.io/name=meshwright');
      await test.kubectl('delete', 'crd', 'meshinstalls.meshwright.dev');
    },
    STEP_MS,
  );
});

describe('the Helm chart', () => {
  it(
    'has nothing that helm lint would have otherwise, and renders what the files install',
    async () => {
      expect(await helm('lint', '--strict', CHART)).toContain('1 chart(s) linted, 0 chart(s) failed');
      const rendered = byName(objectsIn(await helm('template', ...RELEASE)));
      const wanted = byName((await plain()).filter(({ kind }) => kind !== 'Namespace'));
      const crd = wanted.get('CustomResourceDefinition meshinstalls.meshwright.dev');
      crd!.metadata.annotations = { ...crd!.metadata.annotations, 'helm.sh/resource-policy': 'keep' };
      expect(rendered).toEqual(wanted);
    },
    STEP_MS,
  );

  it(
    'renders every value',
    async () => {
      const values = {
        image: { repository: 'registry.test/meshwright', digest: DIGEST, pullPolicy: 'Always' },
        imagePullSecrets: [{ name: 'pull' }],
        replicas: 3,
        extraArgs: ['--log-level=debug'],
        podAnnotations: { a: 'true' },
        nodeSelector: { disk: 'ssd' },
        tolerations: [{ operator: 'Exists' }],
        affinity: { podAntiAffinity: {} },
        priorityClassName: 'high',
        restartRights: true,
        ...{ podMonitor: true, prometheusRule: true, grafanaDashboard: true },
        networkPolicy: true,
        console: true,
        crds: { install: false },
      };
      const file = join(folder, 'values.yaml');
      await writeFile(file, dump(values));
      const objects = objectsIn(await helm('template', ...RELEASE, '-f', file));
      expect(imageIn(objects)).toBe(`registry.test/meshwright@${DIGEST}`);
      expect(deploymentIn(objects).spec.template.spec.containers[0]?.args).toContain('--console-address=:8090');
      expect(objects).toContainEqual(expect.objectContaining({ kind: 'Service' }));
      const { imagePullSecrets, nodeSelector, tolerations, affinity, priorityClassName } = values;
      expect(deploymentIn(objects).spec).toMatchObject({
        replicas: 3,
        template: {
          metadata: { annotations: { a: 'true', 'prometheus.io/port': '8080' } },
          spec: {
            ...{ imagePullSecrets, nodeSelector, tolerations, affinity, priorityClassName },
            containers: [{ imagePullPolicy: 'Always', args: expect.arrayContaining(['--log-level=debug']) as unknown }],
          },
        },
      });
      const kinds = objects.map(({ kind }) => kind);
      for (const kind of ['ConfigMap', 'PodDisruptionBudget', 'NetworkPolicy', ...MONITORING])
        expect(kinds).toContain(kind);
      expect(kinds).not.toContain('CustomResourceDefinition');
      const alerts = objects.find(({ kind }) => kind === 'PrometheusRule') as Manifest & { spec: unknown };
      const [source] = loadAll(await readFile(join(ROOT, 'docs/alerts.yaml'), 'utf8'));
      expect(alerts.spec).toEqual(source);
    },
    STEP_MS,
  );

  it.each([
    ['replicas=two', /replicas/],
    ['image.digest=abc', /digest/],
    ['imagee.tag=1', /imagee/],
  ])('refuses %s, and names the value', async (set, named) => {
    await expect(helm('template', ...RELEASE, '--set', set)).rejects.toThrow(named);
  });

  it(
    'installs an operator whose account can run a mesh; upgrade and rollback leave the mesh alone, and so does uninstall',
    async () => {
      const [install = '', upgrade = '', uninstall = ''] = scriptsOf('docs/helm.md');
      await inShell(install);
      const access = await accessOf(test, 'meshwright', NAMESPACE);
      await untilServed(test.client, API.kind);
      const operator = new OperatorProcess(access);
      await applyMesh(test.client, { profile: 'minimal' });
      const before = await untilReady(test.client);

      await inShell(upgrade);
      const live = async () => [(await test.client.get<OperatorDeployment>(DEPLOYMENT))!];
      expect([imageIn(await live()), deploymentIn(await live()).spec.replicas]).toEqual([
        `registry.example.com/meshwright:${pack.version}`,
        2,
      ]);
      await helm('rollback', 'meshwright', '1', `--namespace=${NAMESPACE}`);
      expect(deploymentIn(await live()).spec.replicas).toBe(1);
      const after = await test.client.get(meshRef());
      expect(after?.metadata.uid).toBe(before.metadata.uid);
      expect(after?.metadata['generation']).toBe(before.metadata['generation']);

      await deleteMesh(test.client);
      await operator.stop();
      await inShell(uninstall);
      expect(await test.kubectl('get', 'crd', 'meshinstalls.meshwright.dev', '-o=name')).toContain('meshinstalls');
    },
    2 * STEP_MS,
  );
});

const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: NAMESPACE, name: 'meshwright' };
