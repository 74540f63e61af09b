import { describe, expect, it } from '@jest/globals';
import { gunzipSync } from 'node:zlib';
import { unpackTar } from 'modern-tar';
import { gzip, tarOf, tgzOf, under } from '../../../../scripts/release/archive.ts';

const EPOCH = 1_700_000_000;
const FILES = [
  { path: 'b/inner/program', body: '#!', executable: true },
  { path: 'a.txt', body: 'text' },
  { path: 'b/link', target: 'inner/program' },
];

describe('an archive', () => {
  it('is the same whatever the order of its files is', async () => {
    expect((await tgzOf(FILES, EPOCH)).equals(await tgzOf([...FILES].reverse(), EPOCH))).toBe(true);
  });

  it('holds folders before what is in them, everything of root and of one time', async () => {
    const entries = await unpackTar(await tarOf(FILES, EPOCH));
    expect(entries.map(({ header: { name, type, mode } }) => [name, type, mode])).toEqual([
      ['a.txt', 'file', 0o644],
      ['b/', 'directory', 0o755],
      ['b/inner/', 'directory', 0o755],
      ['b/inner/program', 'file', 0o755],
      ['b/link', 'symlink', 0o777],
    ]);
    for (const { header } of entries) {
      expect(header).toMatchObject({ uid: 0, gid: 0, mtime: new Date(EPOCH * 1000) });
    }
  });

  it('is zipped without a time, and as on Unix wherever that is', () => {
    const zipped = gzip(Buffer.from('text'));
    expect([...zipped.subarray(4, 8), zipped[9]]).toEqual([0, 0, 0, 0, 3]);
    expect(gunzipSync(zipped).toString()).toBe('text');
  });

  it('can lie in a folder', () => {
    expect(under('package', [{ path: 'a/b', body: '' }])).toEqual([{ path: 'package/a/b', body: '' }]);
  });
});
