import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from '../binaries/lock.ts';
import { execute } from '../binaries/command.ts';
import { layoutOf } from './layout.ts';

const prefix = 'meshwright-devcluster-';

/** Beginning of the name of a cluster's folder; it names the owner, so that an orphan can be recognised. */
export function folderPrefix(owner: number): string {
  return `${prefix}${owner}-`;
}

/** The owner in the name of a cluster's folder. */
export function ownerOfFolder(name: string): number | undefined {
  const owner = name.startsWith(prefix) ? /^(\d+)-/.exec(name.slice(prefix.length))?.[1] : undefined;
  return owner === undefined ? undefined : Number(owner);
}

/**
 * Removes what clusters left behind whose owner and watchdog were both killed: their processes, then their folders.
 * Returns the folders that were removed.
 */
export async function cleanStale(parent: string): Promise<string[]> {
  const names = await readdir(parent).catch(() => []);
  const stale = names.filter((name) => {
    const owner = ownerOfFolder(name);
    return owner !== undefined && !isAlive(owner);
  });
  const folders = stale.map((name) => join(parent, name));
  await Promise.all(folders.map(cleanFolder));
  return folders;
}

async function cleanFolder(root: string): Promise<void> {
  const { pids } = layoutOf(root);
  for (const name of await readdir(pids).catch(() => [])) {
    const pid = Number(await readFile(join(pids, name), 'utf8').catch(() => ''));
    if (pid > 1 && (await mentions(pid, root))) endGroup(pid);
  }
  await rm(root, { recursive: true, force: true });
}

// The number may belong to another process by now; ours has the folder in its command line.
async function mentions(pid: number, text: string): Promise<boolean> {
  const fromProc = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  if (fromProc !== undefined) return fromProc.includes(text);
  const listed = await execute('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => undefined);
  return listed?.stdout.includes(text) ?? false;
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended in this very moment.
  }
}
