import { describe, expect, it } from '@jest/globals';
import { rowOf, type ByMinor } from '../../../../charts/catalog/minor.ts';
import { RELEASES } from '../../../../charts/catalog/releases.ts';
import { InvalidSpecError } from '../../../../src/api/errors.ts';

interface Facts {
  readonly image: string;
  readonly flags: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly probe?: { readonly path: string; readonly port: number };
}

const SAME: Facts = { image: 'same', flags: [], env: {} };

const TABLE: ByMinor<Facts | null> = {
  '1.0': null,
  '1.2': SAME,
  '1.3': SAME,
  '1.4': SAME,
  '1.1': { image: 'a', flags: ['x', 'y'], env: { A: '1', B: '2' }, probe: { path: '/', port: 1 } },
  '1.1.10': { image: 'c', probe: undefined },
  '1.1.3': { flags: ['z'], env: { B: undefined, C: '3' }, probe: { port: 2 }, image: 'b' },
};

describe('a row of the catalog', () => {
  it('holds from the first patch of its minor', () => {
    expect(rowOf(TABLE, '1.1.2')).toEqual(TABLE['1.1']);
  });

  it('has the changes up to the patch: maps merged, lists replaced, undefined taken away', () => {
    const probe = { path: '/', port: 2 };
    expect(rowOf(TABLE, '1.1.3')).toEqual({ image: 'b', flags: ['z'], env: { A: '1', C: '3' }, probe });
    expect(rowOf(TABLE, '1.1.9')).toEqual(rowOf(TABLE, '1.1.3'));
  });

  it('applies changes in the order of the patches, however they are written and counted as numbers', () => {
    expect(rowOf(TABLE, '1.1.17')).toEqual({ image: 'c', flags: ['z'], env: { A: '1', C: '3' } });
  });

  it('is never changed by what is read from it', () => {
    const before = structuredClone(TABLE['1.1']);
    rowOf(TABLE, '1.1.17');
    expect(TABLE['1.1']).toEqual(before);
  });

  it('is null for every patch of a minor that does not have what the table is about', () => {
    expect(rowOf(TABLE, '1.0.0')).toBeNull();
    expect(rowOf(TABLE, '1.0.9')).toBeNull();
  });

  it('cannot be missing: the compiler refuses the table', () => {
    // The error is what is tested: types are checked by `npm run check`, which fails here when the hole is accepted.
    // @ts-expect-error no row for 1.4
    const holed: ByMinor<number> = { '1.0': 0, '1.1': 1, '1.2': 2, '1.3': 3 };
    expect(Object.keys(holed)).toHaveLength(4);
  });

  it('of a release that is not known is the mistake of whoever asks', () => {
    expect(() => rowOf(TABLE, '1.1.18')).toThrow(InvalidSpecError);
    expect(() => rowOf(TABLE, '1.1.18')).toThrow(/nearest are 1.1.17, 1.1.16/);
  });
});

describe('the releases', () => {
  it('are all that were released, oldest first', () => {
    expect(RELEASES).toHaveLength(59);
    expect([RELEASES.at(0), RELEASES.at(9), RELEASES.at(10), RELEASES.at(-1)]).toEqual([
      ...['1.0.0', '1.0.9', '1.1.0', '1.4.10'],
    ]);
  });
});
