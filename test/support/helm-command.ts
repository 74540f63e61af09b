import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ensureBinaries } from '../../devcluster/binaries/index.ts';

const execute = promisify(execFile);

/** Runs the real helm. @throws Error with what it printed when it fails */
export type Helm = (...args: string[]) => Promise<string>;

/** A helm that works on the cluster of a kubeconfig and keeps its own files in a folder. */
export async function helmFor(kubeconfigPath: string, folder: string): Promise<Helm> {
  const progress = { log: () => undefined };
  const { helm = '' } = await ensureBinaries({ kubernetes: '1.36', names: ['helm'], env: process.env, progress });
  // Under HOME helm keeps its own files and what it discovered.
  const env = { HOME: folder, KUBECONFIG: kubeconfigPath };
  return async (...args) => (await execute(helm, args, { env, maxBuffer: 64 * 2 ** 20 })).stdout;
}
