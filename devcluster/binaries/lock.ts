import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const retryEvery = 500;

/**
 * Runs `work` while no other process runs work under the same folder name. The lock is a folder, because making one
 * either succeeds or fails as a whole; it names its owner, so that a dead owner's lock is taken over.
 * `onWait` is called once, with the owner's process id, if the lock is held.
 */
export async function withLock<T>(folder: string, onWait: (owner: number) => void, work: () => Promise<T>): Promise<T> {
  let told = false;
  while (!(await tryLock(folder))) {
    const owner = await ownerOf(folder);
    if (owner !== undefined && !isAlive(owner)) {
      await takeAway(folder);
      continue;
    }
    if (!told && owner !== undefined) onWait(owner);
    told ||= owner !== undefined;
    await delay(retryEvery);
  }
  try {
    return await work();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** True while a process with this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function tryLock(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  await writeFile(join(folder, 'pid'), String(process.pid));
  return true;
}

// A lock without a readable owner is one that is being made or removed this moment.
async function ownerOf(folder: string): Promise<number | undefined> {
  const text = await readFile(join(folder, 'pid'), 'utf8').catch(() => '');
  return text === '' ? undefined : Number(text);
}

// Of several that find the same stale lock only one can rename it; the others find it gone.
async function takeAway(folder: string): Promise<void> {
  const aside = `${folder}.stale-${process.pid}`;
  await rename(folder, aside).catch(() => undefined);
  await rm(aside, { recursive: true, force: true });
}
