import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { OwnWrites } from '../../../../src/operator/caches/own-writes.ts';

const KEY = 'ns/a';
const written = (resourceVersion: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', namespace: 'ns', resourceVersion },
});

/** How far the copy has come: its version, and in which moment it was listed. */
let seen: { version: number; moment: number };
let writes: OwnWrites;

beforeEach(() => {
  seen = { version: 5, moment: 1 };
  writes = new OwnWrites({
    get moment() {
      return seen.moment;
    },
    includes: (version, since) => Number(version) <= seen.version || seen.moment > since,
  });
});

describe('what we wrote', () => {
  it('stands in for the copy until that includes it, and no longer', () => {
    writes.note(written('6'));
    expect(writes.of(KEY)).toEqual(written('6'));
    seen = { ...seen, version: 6 };
    expect(writes.of(KEY)).toBeUndefined();
    expect(writes.size).toBe(0);
  });

  it('never stands in where the watch was faster than the answer: it would be a ghost after a deletion', () => {
    writes.note(written('5'));
    expect(writes.size).toBe(0);
  });

  it('goes when the copy was listed after it, which holds it or proves it gone', () => {
    writes.note(written('9'));
    seen = { ...seen, moment: 2 };
    expect(writes.of(KEY)).toBeUndefined();
  });

  it('is the last of several writes, and is forgotten also where nobody asks for it', () => {
    writes.note(written('6'));
    writes.note(written('7'));
    expect(writes.of(KEY)).toEqual(written('7'));
    seen = { ...seen, version: 6 };
    writes.settle();
    expect(writes.size).toBe(1);
    seen = { ...seen, version: 7 };
    writes.settle();
    expect(writes.size).toBe(0);
  });
});
