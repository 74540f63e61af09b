import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Manifest } from '../../src/api/manifest.ts';
import type { TestCluster } from './cluster.ts';
import { goProgram, goSources } from './go-tool.ts';

/** Releases of one release of Flux; test/tools/flux pins the first for the build. */
const KUSTOMIZE_CONTROLLER = 'github.com/fluxcd/kustomize-controller@v1.9.6';
const SOURCE_CONTROLLER = 'github.com/fluxcd/source-controller@v1.9.6';

/** Flux on a cluster: its controller that applies, and a stand-in for the one that fetches. */
export interface Flux {
  /** What a Git repository holds from now on: this folder. */
  readonly push: (folder: string, revision: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

const REPOSITORY = { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository' };
const NAMESPACE = 'flux-system';

/** Installs Flux's kinds, and runs its kustomize-controller beside a repository `meshes`. */
export async function startFlux(test: TestCluster): Promise<Flux> {
  const controller = await goProgram('flux', 'github.com/fluxcd/kustomize-controller');
  for (const module of [KUSTOMIZE_CONTROLLER, SOURCE_CONTROLLER])
    await test.kubectl('apply', '--server-side', '-f', join(await goSources(module), 'config/crd/bases'));
  await test.kubectl('create', 'namespace', NAMESPACE);
  const artifacts = await serveArtifacts();
  const args = ['--metrics-addr=0', '--health-addr=0', '--enable-leader-election=false', '--requeue-dependency=2s'];
  const env = { ...process.env, KUBECONFIG: test.cluster.kubeconfigPath, RUNTIME_NAMESPACE: NAMESPACE };
  const child = spawn(controller, args, { env, stdio: 'ignore' });
  const ended = once(child, 'exit');
  return {
    push: async (folder, revision) => {
      await test.client.apply(repository(), { fieldManager: 'source-controller', force: true });
      const status = await artifacts.add(folder, revision);
      const { name } = repository().metadata;
      const ref = { ...REPOSITORY, namespace: NAMESPACE, name };
      await test.client.patch(ref, { status }, { type: 'merge', subresource: 'status' });
    },
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      await artifacts.close();
    },
  };
}

const repository = (): Manifest => ({
  ...REPOSITORY,
  metadata: { name: 'meshes', namespace: NAMESPACE },
  spec: { interval: '10m', url: 'https://git.example.com/platform/meshes.git', ref: { branch: 'main' } },
});

/** Serves archives of folders, and says of each what the source-controller says of what it fetched. */
async function serveArtifacts() {
  const archives = new Map<string, Buffer>();
  const server = createServer(({ url = '' }, response) => {
    const archive = archives.get(url);
    response.writeHead(archive === undefined ? 404 : 200).end(archive);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    add: async (folder: string, revision: string): Promise<object> => {
      const archive = await packed(folder);
      const path = `/${revision}.tar.gz`;
      archives.set(path, archive);
      const digest = `sha256:${createHash('sha256').update(archive).digest('hex')}`;
      const lastUpdateTime = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
      const url = `http://127.0.0.1:${port}${path}`;
      const artifact = { path, url, digest, revision, lastUpdateTime, size: archive.length };
      const ready = { type: 'Ready', status: 'True', reason: 'Succeeded', message: `stored ${revision}` };
      return { observedGeneration: 1, artifact, conditions: [{ ...ready, lastTransitionTime: lastUpdateTime }] };
    },
    close: async (): Promise<void> => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function packed(folder: string): Promise<Buffer> {
  const work = await mkdtemp(join(tmpdir(), 'meshwright-artifact-'));
  try {
    const file = join(work, 'artifact.tar.gz');
    await promisify(execFile)('tar', ['-czf', file, '-C', folder, '.']);
    return await readFile(file);
  } finally {
    await rm(work, { recursive: true });
  }
}
