import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { ensureBinaries } from '../../devcluster/binaries/index.ts';

const execute = promisify(execFile);

/** The real helm, on the cluster of a kubeconfig. */
export interface Helm {
  /** @throws Error with what it printed when it fails */
  readonly run: (...args: string[]) => Promise<string>;
  /** For a shell that types `helm`. */
  readonly env: Readonly<Record<string, string>>;
}

/** A helm that keeps its own files, and what it discovered, in a folder. */
export async function helmFor(kubeconfigPath: string, folder: string): Promise<Helm> {
  const progress = { log: () => undefined };
  const { helm = '' } = await ensureBinaries({ kubernetes: '1.36', names: ['helm'], env: process.env, progress });
  const PATH = `${dirname(helm)}:${process.env['PATH'] ?? ''}`;
  const env = { HOME: folder, KUBECONFIG: kubeconfigPath, PATH };
  return { env, run: async (...args) => (await execute(helm, args, { env, maxBuffer: 64 * 2 ** 20 })).stdout };
}
