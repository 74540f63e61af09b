import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { withLock } from '../../../../devcluster/binaries/lock.ts';

describe('the lock around a build', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lock-test-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('lets one run at a time in, tells the other whom it waits for, and is gone afterwards', async () => {
    const events: string[] = [];
    const lock = join(folder, 'lock');
    const waiting = (owner: number) => events.push(`waiting for ${owner}`);
    const { promise: released, resolve: release } = Promise.withResolvers<null>();
    const first = withLock(lock, waiting, async () => {
      events.push('first in');
      const second = withLock(
        lock,
        (owner) => {
          waiting(owner);
          release(null);
        },
        () => Promise.resolve(events.push('second in')),
      );
      await released;
      events.push('first out');
      return { second };
    });
    await (
      await first
    ).second;
    expect(events).toEqual(['first in', `waiting for ${process.pid}`, 'first out', 'second in']);
    expect(await readdir(folder)).toEqual([]);
  });

  it('takes over the lock of a process that is gone', async () => {
    const lock = join(folder, 'lock');
    await mkdir(lock);
    await writeFile(join(lock, 'pid'), '2147483646');
    await expect(
      withLock(
        lock,
        () => undefined,
        () => Promise.resolve('in'),
      ),
    ).resolves.toBe('in');
  });

  it('is released when the work fails', async () => {
    const lock = join(folder, 'lock');
    const failing = withLock(
      lock,
      () => undefined,
      () => Promise.reject(new Error('no compiler')),
    );
    await expect(failing).rejects.toThrow('no compiler');
    expect(await readdir(folder)).toEqual([]);
  });
});
