import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { gunzipSync } from 'node:zlib';
import { archive } from '../../../../src/cli/bundle/archive.ts';

const NOW = Date.parse('2026-11-01T12:00:00Z');
const long = `bundle/${'folder-'.repeat(14)}/${'name-'.repeat(12)}.yaml`;
const files = [
  { path: 'bundle/b.txt', text: 'x'.repeat(512) },
  { path: long, text: 'größer' },
  { path: 'bundle/a.txt', text: '' },
];

const tar = async (...args: string[]): Promise<string> => {
  const { stdout, stderr } = spawnSync('tar', args, {
    input: await archive(files, NOW),
    env: { TZ: 'UTC', LC_ALL: 'C.UTF-8' },
  });
  expect(String(stderr)).toBe('');
  return String(stdout);
};

describe('an archive', () => {
  it('is one that tar reads, sorted by path', async () => {
    expect(await tar('-tzf', '-')).toBe(`bundle/a.txt\nbundle/b.txt\n${long}\n`);
    expect(await tar('-xzOf', '-', 'bundle/b.txt')).toBe('x'.repeat(512));
    expect(await tar('-xzOf', '-', long)).toBe('größer');
  });

  it('is the same for the same files at the same time', async () => {
    expect(await archive([...files].reverse(), NOW)).toEqual(await archive(files, NOW));
    expect(gunzipSync(await archive(files, NOW)).length % 512).toBe(0);
  });

  it('says when its files were written', async () => {
    expect(await tar('-tvzf', '-', 'bundle/b.txt')).toMatch(/^-rw-r--r-- .* 2026-11-01 12:00 bundle\/b\.txt$/m);
  });

  it('keeps a name as long as none of the old formats can hold', async () => {
    const path = `${'x'.repeat(240)}.txt`;
    const { stdout } = spawnSync('tar', ['-tzf', '-'], { input: await archive([{ path, text: '' }], NOW) });
    expect(String(stdout)).toBe(`${path}\n`);
  });
});
