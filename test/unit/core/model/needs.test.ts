import { describe, expect, it } from '@jest/globals';
import { NEEDS } from '../../../../src/core/model/needs.ts';
import { PARTS } from '../../../../src/core/model/parts.ts';

const names = PARTS.map(({ name }) => name);

describe('every need', () => {
  it('says why, as people read it in a plan', () => {
    expect(NEEDS.filter(({ why }) => why.trim() === '')).toEqual([]);
  });

  it('is of two parts that there are', () => {
    for (const { part, needs } of NEEDS) expect(names).toEqual(expect.arrayContaining([part, needs]));
  });

  it('is stated once for each change that it is about', () => {
    const stated = NEEDS.map(({ part, needs, on }) => `${part} ${needs} ${on?.join() ?? 'all'}`);
    expect(new Set(stated).size).toBe(stated.length);
  });
});
