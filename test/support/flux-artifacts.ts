import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What the source-controller keeps of what it fetched. */
export interface Artifacts {
  /**
   * Serves an archive from now on.
   * @returns what the source-controller writes into the status of its source, once it has seen this generation of it
   */
  readonly add: (archive: Buffer, revision: string, generation: number) => object;
  readonly close: () => Promise<void>;
}

/** Serves archives on this machine, as the source-controller does in a cluster. */
export async function serveArtifacts(): Promise<Artifacts> {
  const archives = new Map<string, Buffer>();
  const server = createServer(({ url = '' }, response) => {
    const archive = archives.get(url);
    response.writeHead(archive === undefined ? 404 : 200).end(archive);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    add: (archive, revision, observedGeneration) => {
      const path = `/${revision}.tar.gz`;
      archives.set(path, archive);
      const digest = `sha256:${createHash('sha256').update(archive).digest('hex')}`;
      const lastUpdateTime = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
      const url = `http://127.0.0.1:${port}${path}`;
      const artifact = { path, url, digest, revision, lastUpdateTime, size: archive.length };
      const ready = { type: 'Ready', status: 'True', reason: 'Succeeded', message: `stored ${revision}` };
      return { observedGeneration, artifact, conditions: [{ ...ready, lastTransitionTime: lastUpdateTime }] };
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** The archive that the source-controller makes of a folder in Git. */
export async function packed(folder: string): Promise<Buffer> {
  const work = await mkdtemp(join(tmpdir(), 'meshwright-artifact-'));
  try {
    const file = join(work, 'artifact.tar.gz');
    await promisify(execFile)('tar', ['-czf', file, '-C', folder, '.']);
    return await readFile(file);
  } finally {
    await rm(work, { recursive: true });
  }
}
