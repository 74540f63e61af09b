import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheFolder } from './binaries/cache.ts';
import type { Environment } from './binaries/cache.ts';
import type { KubernetesVersion } from './binaries/catalog.ts';
import { isAlive } from './binaries/lock.ts';
import type { ProcessName } from './control-plane/layout.ts';

/** What a running daemon tells about its cluster. */
export interface DaemonState {
  /** Process id of the daemon that owns the cluster. */
  readonly pid: number;
  readonly kubernetes: KubernetesVersion;
  /** What the apiserver calls itself. */
  readonly version: string;
  readonly server: string;
  readonly kubeconfig: string;
  readonly simulation: boolean;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly processes: Partial<Record<ProcessName, number>>;
}

/** Files of one named daemon. */
export interface DaemonFiles {
  readonly state: string;
  readonly log: string;
}

/** Where the daemon of that name keeps its state and its log. */
export function daemonFiles(name: string, env: Environment): DaemonFiles {
  const folder = join(cacheFolder(env), 'devcluster');
  return { state: join(folder, `${name}.json`), log: join(folder, `${name}.log`) };
}

/** State of a daemon that runs; a file that a crashed one left is removed. */
export async function readState(files: DaemonFiles): Promise<DaemonState | undefined> {
  const text = await readFile(files.state, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const state = JSON.parse(text) as DaemonState;
  if (isAlive(state.pid)) return state;
  await removeState(files);
  return undefined;
}

/** Writes the state as a whole: a reader never sees half of it. */
export async function writeState(files: DaemonFiles, state: DaemonState): Promise<void> {
  await mkdir(dirname(files.state), { recursive: true });
  const temporary = `${files.state}.${state.pid}.tmp`;
  await writeFile(temporary, JSON.stringify(state, null, 2), { mode: 0o600 });
  await rename(temporary, files.state);
}

/** Removes the state of a daemon that ends. */
export async function removeState(files: DaemonFiles): Promise<void> {
  await rm(files.state, { force: true });
}
