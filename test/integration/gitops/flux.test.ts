import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import type { Manifest } from '../../../src/api/manifest.ts';
import type { MeshInstall } from '../../../src/api/meshinstall.ts';
import { START_MS, startTestCluster, STEP_MS, untilGone, type TestCluster } from '../../support/cluster.ts';
import { commandLine } from '../../support/command-line.ts';
import { blockOf } from '../../support/documents.ts';
import { startFlux, type Flux } from '../../support/flux.ts';
import { packed } from '../../support/flux-artifacts.ts';
import { describeTools, repository, type Repository } from '../../support/gitops.ts';
import {
  applyMesh,
  conditionOf,
  deploymentRef,
  meshRef,
  namespacedRef,
  untilCondition,
} from '../../support/mesh-install.ts';
import { startOperator, type RunningOperator } from '../../support/operator.ts';
import { watchUntil } from '../../support/watch-until.ts';

const CRD = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  name: 'gateways.networking.istio.io',
};

/** What the page tells its reader to commit. */
const kustomization = load(blockOf('docs/gitops.md', 'apiVersion: kustomize.toolkit.fluxcd.io')) as Manifest;
const ref = { apiVersion: kustomization.apiVersion, kind: kustomization.kind, ...kustomization.metadata };

/** The repository that it names. */
const meshes: Manifest = {
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'GitRepository',
  metadata: { name: 'meshes', namespace: 'flux-system' },
  spec: { interval: '10m', url: 'https://git.example.com/platform/meshes.git', ref: { branch: 'main' } },
};

describeTools('a mesh that Flux applies, as docs/gitops.md says', () => {
  let test: TestCluster;
  let operator: RunningOperator;
  let flux: Flux;
  let files: Repository;

  beforeAll(async () => {
    test = await startTestCluster();
    operator = startOperator(test.operatorAccess);
    flux = await startFlux(test, 'kustomize');
    files = await repository('flux');
  }, START_MS);

  afterAll(async () => {
    await flux.stop();
    await operator.stop();
    await test.stop();
    await files.remove();
  }, STEP_MS);

  /** Commits what a mesh renders to, and waits until Flux has applied it and found it healthy. */
  async function committed(revision: string, spec: object): Promise<void> {
    await files.render(spec);
    await flux.fetched(meshes, await packed(files.folder), revision);
    await watchUntil<MeshInstall>(
      test.client,
      ref,
      (applied) =>
        (applied.status as { lastAppliedRevision?: string } | undefined)?.lastAppliedRevision === revision &&
        conditionOf(applied, 'Ready')?.status === 'True',
    );
  }

  it(
    'becomes ready in the eyes of Flux, and is as rendered in those of the operator',
    async () => {
      await test.client.create(kustomization);
      await committed('main@sha1:1', {});
      await applyMesh(test.client, { profile: 'demo', management: 'Observe' }, 'demo');
      await untilCondition(test.client, 'InSync', 'True', 'demo');
      const found = await commandLine(['diff', 'demo', '--kubeconfig', test.cluster.kubeconfigPath, '-o', 'paths']);
      expect(found).toEqual({ code: 0, stdout: '', stderr: '' });
    },
    3 * STEP_MS,
  );

  it(
    'loses what is no longer rendered, and nothing that holds what is of others',
    async () => {
      await committed('main@sha1:2', { components: { grafana: { enabled: false } } });
      await untilGone(test.client, deploymentRef('grafana'));
      await test.client.delete(ref);
      await untilGone(test.client, ref);
      await untilGone(test.client, deploymentRef('istio-pilot'));
      for (const kept of [CRD, { apiVersion: 'v1', kind: 'Namespace', name: 'istio-system' }])
        expect((await test.client.get(kept))?.metadata.deletionTimestamp).toBeUndefined();
      expect(await test.client.get(namespacedRef('v1', 'Secret', 'istio-ca-secret'))).toBeDefined();
      expect(await test.client.get(meshRef('demo'))).toBeDefined();
    },
    3 * STEP_MS,
  );
});
