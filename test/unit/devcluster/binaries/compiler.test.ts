import { describe, expect, it } from '@jest/globals';
import { compilerMemory } from '../../../../devcluster/binaries/compiler.ts';

describe('the memory of the compiler', () => {
  it('is not collected until each of those that run has its share of half of what there is', () => {
    expect(compilerMemory(8 * 2 ** 30, 2)).toEqual({ GOGC: 'off', GOMEMLIMIT: '2048MiB' });
    expect(compilerMemory(4 * 2 ** 30, 8)).toEqual({ GOGC: 'off', GOMEMLIMIT: '256MiB' });
  });
});
