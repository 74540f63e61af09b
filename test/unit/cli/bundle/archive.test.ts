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

const tar = (...args: string[]): string => {
  const { stdout, stderr } = spawnSync('tar', args, {
    input: archive(files, NOW),
    env: { TZ: 'UTC', LC_ALL: 'C.UTF-8' },
  });
  expect(String(stderr)).toBe('');
  return String(stdout);
};

describe('an archive', () => {
  it('is one that tar reads, sorted by path', () => {
    expect(tar('-tzf', '-')).toBe(`bundle/a.txt\nbundle/b.txt\n${long}\n`);
    expect(tar('-xzOf', '-', 'bundle/b.txt')).toBe('x'.repeat(512));
    expect(tar('-xzOf', '-', long)).toBe('größer');
  });

  it('is the same for the same files at the same time', () => {
    expect(archive([...files].reverse(), NOW)).toEqual(archive(files, NOW));
    expect(gunzipSync(archive(files, NOW)).length % 512).toBe(0);
  });

  it('refuses a path that does not fit, instead of cutting it', () => {
    expect(() => archive([{ path: 'x'.repeat(101), text: '' }], NOW)).toThrow(/too long for an archive/);
  });
});
