import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump, load } from 'js-yaml';
import pack from '../../../package.json' with { type: 'json' };
import type { Manifest } from '../../../src/api/manifest.ts';
import { API, type MeshInstall } from '../../../src/api/meshinstall.ts';
import { writesIn } from '../../support/audit.ts';
import { accessOf } from '../../support/cluster-access.ts';
import {
  START_MS,
  startTestCluster,
  STEP_MS,
  untilGone,
  untilServed,
  type TestCluster,
} from '../../support/cluster.ts';
import { blockOf } from '../../support/documents.ts';
import { startFlux, type Flux } from '../../support/flux.ts';
import { describeTools } from '../../support/gitops.ts';
import { helmFor } from '../../support/helm-command.ts';
import { applyMesh, conditionOf, deploymentRef, meshRef, untilReady } from '../../support/mesh-install.ts';
import { startOperator, type RunningOperator } from '../../support/operator.ts';
import { imageIn, objectsIn, type OperatorDeployment } from '../../support/package-objects.ts';
import { watchUntil } from '../../support/watch-until.ts';

const INSTALL = 'deploy/kustomize/base/install.yaml';
const CRD = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  name: 'meshinstalls.meshwright.dev',
};
const NAMESPACE = { apiVersion: 'v1', kind: 'Namespace', name: 'meshwright-system' };
const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: NAMESPACE.name, name: 'meshwright' };

/** The operator, the helm-controller, and the Helm in it, which does not say who it is. */
const WRITERS = /^(meshwright|helm-controller|Go-http-client)\b/;

/** What the page tells its reader to commit. */
const source = load(blockOf('docs/gitops.md', 'apiVersion: source.toolkit.fluxcd.io')) as Manifest & { spec: object };
const release = load(blockOf('docs/gitops.md', 'apiVersion: helm.toolkit.fluxcd.io')) as Manifest;
const ref = { apiVersion: release.apiVersion, kind: release.kind, ...release.metadata };

/** What the helm-controller says of a release, its newest revision first. */
interface ReleaseStatus {
  readonly history?: readonly { readonly version: number }[];
  readonly lastHandledReconcileAt?: string;
}
const statusOf = ({ status }: Manifest): ReleaseStatus => status ?? {};

/** As much of the CRD as an earlier one lacks here. */
interface Columns extends Manifest {
  readonly spec: { readonly versions: [{ additionalPrinterColumns?: object[] }] };
}
const columnsOf = (crd: Manifest | undefined) => (crd as Columns).spec.versions[0].additionalPrinterColumns;

describeTools('the operator that Flux installs with its helm-controller, as docs/gitops.md says', () => {
  let test: TestCluster;
  let flux: Flux;
  let folder: string;
  let objects: Manifest[];
  let operator: RunningOperator | undefined;
  let installed: MeshInstall;

  beforeAll(async () => {
    test = await startTestCluster({ audit: true });
    objects = objectsIn(await readFile(INSTALL, 'utf8'));
    // What the chart is to bring.
    await test.kubectl('delete', '-f', INSTALL, '--ignore-not-found');
    flux = await startFlux(test, 'helm');
    folder = await mkdtemp(join(tmpdir(), 'meshwright-chart-'));
  }, START_MS);

  afterAll(async () => {
    await operator?.stop();
    await flux.stop();
    await test.stop();
    await rm(folder, { recursive: true });
  }, STEP_MS);

  /** Pushes a chart under a version, as `helm push` does, and names the version in the source. */
  async function pushed(chart: string, version: string): Promise<void> {
    const { run } = await helmFor(test.cluster.kubeconfigPath, folder);
    await run('package', chart, '--version', version, '--app-version', version, '--destination', folder);
    const archive = await readFile(join(folder, `meshwright-${version}.tgz`));
    const digest = createHash('sha256').update(archive).digest('hex');
    const spec = { ...source.spec, ref: { tag: version } };
    await flux.fetched({ ...source, spec }, archive, `${version}@sha256:${digest}`);
  }

  /** A chart as an earlier release may have had it: its CRD shows no columns. */
  async function earlierChart(): Promise<string> {
    const chart = join(folder, 'meshwright');
    await cp('deploy/helm/meshwright', chart, { recursive: true });
    const file = join(chart, 'files/meshinstalls.yaml');
    const crd = load(await readFile(file, 'utf8')) as Columns;
    delete crd.spec.versions[0].additionalPrinterColumns;
    await writeFile(file, dump(crd));
    return chart;
  }

  /** Resolves when the HelmRelease as it is written is Ready, at a revision of its release. */
  const untilReleased = (version: number): Promise<Manifest> =>
    watchUntil<MeshInstall>(
      test.client,
      ref,
      (found) => conditionOf(found, 'Ready')?.status === 'True' && statusOf(found).history?.[0]?.version === version,
    );

  /** What the helm-controller and the operator wrote after so many entries of the audit log. */
  async function written(after = 0): Promise<string[]> {
    const log = (await test.cluster.auditLog()).slice(after);
    return writesIn(log, (agent) => WRITERS.test(agent)).map(({ what }) => what);
  }

  /** Has the helm-controller look again, as `flux reconcile helmrelease` does. @returns what was written meanwhile */
  async function reconciled(requestedAt: string): Promise<string[]> {
    const { length } = await test.cluster.auditLog();
    const annotations = { 'reconcile.fluxcd.io/requestedAt': requestedAt };
    await test.client.patch(ref, { metadata: { annotations } }, { type: 'merge' });
    await watchUntil(test.client, ref, (found) => statusOf(found).lastHandledReconcileAt === requestedAt);
    return written(length);
  }

  const deployment = async (): Promise<OperatorDeployment> =>
    (await test.client.get<OperatorDeployment>(DEPLOYMENT)) as OperatorDeployment;

  /** Which of the operator's objects are there. */
  async function present(): Promise<string[]> {
    const refs = objects.map(({ apiVersion, kind, metadata }) => ({ apiVersion, kind, ...metadata }));
    const found = await Promise.all(refs.map((object) => test.client.get(object)));
    return refs.flatMap(({ kind, name }, index) => (found[index] === undefined ? [] : [`${kind} ${name}`]));
  }

  /** That the mesh is the one that was installed, as it was written then. */
  async function expectSameMesh(): Promise<void> {
    const { uid, generation } = installed.metadata;
    expect((await test.client.get(meshRef()))?.metadata).toMatchObject({ uid, generation });
  }

  it(
    'is Ready in the eyes of Flux with all its objects, and its account can run a mesh',
    async () => {
      await test.client.create(release);
      await pushed(await earlierChart(), '0.0.1');
      await untilReleased(1);
      expect(await present()).toEqual(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`));
      expect(imageIn([await deployment()])).toBe('registry.example.com/meshwright:0.0.1');
      expect(columnsOf(await test.client.get(CRD))).not.toEqual(
        columnsOf(objects.find(({ kind }) => kind === CRD.kind)),
      );
      await untilServed(test.client, API.kind);
      operator = startOperator(await accessOf(test, 'meshwright', NAMESPACE.name));
      await applyMesh(test.client, { profile: 'minimal' });
      installed = await untilReady(test.client);
      expect(await written()).toEqual(
        expect.arrayContaining(['create deployments meshwright', 'patch deployments istio-pilot']),
      );
    },
    3 * STEP_MS,
  );

  it(
    'takes a new chart with its CRD, and leaves the mesh alone',
    async () => {
      await pushed('deploy/helm/meshwright', pack.version);
      await untilReleased(2);
      expect(imageIn([await deployment()])).toBe(`registry.example.com/meshwright:${pack.version}`);
      expect(columnsOf(await test.client.get(CRD))).toEqual(columnsOf(objects.find(({ kind }) => kind === CRD.kind)));
      await expectSameMesh();
    },
    STEP_MS,
  );

  it(
    'takes a changed value, and leaves the mesh alone',
    async () => {
      await test.client.patch(ref, { spec: { values: { replicas: 2 } } }, { type: 'merge' });
      await untilReleased(3);
      expect((await deployment()).spec.replicas).toBe(2);
      await expectSameMesh();
    },
    STEP_MS,
  );

  it(
    'has what others changed put back, and nothing that the operator or Kubernetes wrote',
    async () => {
      expect(await reconciled('1')).toEqual([]);
      await test.client.patch(DEPLOYMENT, { spec: { replicas: 5 } }, { type: 'merge' });
      expect(await reconciled('2')).toEqual(['patch deployments meshwright']);
      expect((await deployment()).spec.replicas).toBe(2);
      expect(await reconciled('3')).toEqual([]);
      expect(statusOf((await test.client.get(ref))!).history?.[0]?.version).toBe(3);
    },
    STEP_MS,
  );

  it(
    'leaves namespace, CRD, MeshInstall and mesh when its HelmRelease goes, and nothing else',
    async () => {
      await operator?.stop();
      operator = undefined;
      await test.client.delete(ref);
      await untilGone(test.client, ref);
      expect(new Set(await present())).toEqual(new Set([NAMESPACE, CRD].map(({ kind, name }) => `${kind} ${name}`)));
      for (const kept of [NAMESPACE, CRD, meshRef(), deploymentRef('istio-pilot')]) {
        const { metadata } = (await test.client.get(kept))!;
        expect(metadata.deletionTimestamp).toBeUndefined();
      }
      await expectSameMesh();
    },
    STEP_MS,
  );
});
