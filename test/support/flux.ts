import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Manifest } from '../../src/api/manifest.ts';
import type { TestCluster } from './cluster.ts';
import { serveArtifacts } from './flux-artifacts.ts';
import { goProgram, goSources } from './go-tool.ts';

/** Controllers of Flux: the module in `test/tools/` that pins each for the build, and the same release again for its kinds. */
const CONTROLLERS = {
  kustomize: { pinnedBy: 'flux', path: 'github.com/fluxcd/kustomize-controller', release: 'v1.9.6' },
  helm: { pinnedBy: 'flux-helm', path: 'github.com/fluxcd/helm-controller', release: 'v1.4.0' },
} as const;

/** Whose kinds the sources are; both controllers read their version v1. */
const SOURCE_CONTROLLER = 'github.com/fluxcd/source-controller@v1.9.6';

const NAMESPACE = 'flux-system';

/** Flux on a cluster: a controller of it that applies, and a stand-in for the one that fetches. */
export interface Flux {
  /** What a source leads to from now on: this archive. */
  readonly fetched: (source: Manifest, archive: Buffer, revision: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Installs the kinds of a controller of Flux and those of its sources, and runs it. */
export async function startFlux(test: TestCluster, name: keyof typeof CONTROLLERS): Promise<Flux> {
  const { pinnedBy, path, release } = CONTROLLERS[name];
  const program = await goProgram(pinnedBy, path);
  for (const module of [`${path}@${release}`, SOURCE_CONTROLLER])
    await test.kubectl('apply', '--server-side', '-f', join(await goSources(module), 'config/crd/bases'));
  await test.kubectl('create', 'namespace', NAMESPACE);
  const artifacts = await serveArtifacts();
  const args = ['--metrics-addr=0', '--health-addr=0', '--enable-leader-election=false', '--requeue-dependency=2s'];
  const env = { ...process.env, KUBECONFIG: test.cluster.kubeconfigPath, RUNTIME_NAMESPACE: NAMESPACE };
  const child = spawn(program, args, { env, stdio: 'ignore' });
  const ended = once(child, 'exit');
  return {
    fetched: async (source, archive, revision) => {
      const { generation } = (await test.client.apply(source, { fieldManager: 'user', force: true })).metadata;
      const { apiVersion, kind, metadata } = source;
      const status = artifacts.add(archive, revision, generation ?? 1);
      const ref = { apiVersion, kind, namespace: NAMESPACE, name: metadata.name };
      await test.client.patch(ref, { status }, { type: 'merge', subresource: 'status' });
    },
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      await artifacts.close();
    },
  };
}
