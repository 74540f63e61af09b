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

const TABLE: ByMinor<Facts> = {
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

  it('that is missing is our mistake, and a release that is not known is the mistake of whoever asks', () => {
    expect(() => rowOf(TABLE, '1.2.0')).toThrow(RangeError);
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
