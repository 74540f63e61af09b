import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cleanStale, folderPrefix, ownerOfFolder } from '../../../../devcluster/control-plane/stale.ts';

const gone = 2147483646;

describe('what a crashed run left', () => {
  let parent = '';
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'stale-test-'));
  });
  afterEach(() => rm(parent, { recursive: true }));

  it('is recognised by the owner in the name of the folder', () => {
    expect(ownerOfFolder(`${folderPrefix(42)}a1B2c3`)).toBe(42);
    expect(ownerOfFolder('meshwright-devcluster-')).toBeUndefined();
    expect(ownerOfFolder('something-else-42-x')).toBeUndefined();
  });

  it('is removed, and nothing else is', async () => {
    const stale = `${folderPrefix(gone)}x`;
    const others = [`${folderPrefix(process.pid)}y`, 'unrelated'];
    await Promise.all([stale, ...others].map((name) => mkdir(join(parent, name))));
    expect(await cleanStale(parent)).toEqual([join(parent, stale)]);
    expect((await readdir(parent)).sort()).toEqual([...others].sort());
  });

  it('loses its processes, but a process that only has a recycled number is left alone', async () => {
    const root = join(parent, `${folderPrefix(gone)}x`);
    await mkdir(join(root, 'pids'), { recursive: true });
    const orphan = spawn('sh', ['-c', 'sleep 60; :', join(root, 'etcd')], { detached: true, stdio: 'ignore' });
    const stranger = spawn('sh', ['-c', 'sleep 60; :'], { detached: true, stdio: 'ignore' });
    await writeFile(join(root, 'pids', 'etcd'), String(orphan.pid));
    await writeFile(join(root, 'pids', 'kwok'), String(stranger.pid));
    const ended = once(orphan, 'exit');
    await cleanStale(parent);
    expect((await ended)[1]).toBe('SIGKILL');
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    process.kill(-(stranger.pid ?? 0), 'SIGKILL');
    await once(stranger, 'exit');
  });
});
