import { describe, expect, it } from '@jest/globals';
import { estimate } from '../../../../devcluster/binaries/estimate.ts';

const minute = 60_000;

describe('the estimate of a build', () => {
  it('begins with what such a build usually takes', () => {
    expect(estimate({ elapsed: 0, compiling: 0, done: 0, all: 2_700 })).toBe('about 0 of 4 min');
    expect(estimate({ elapsed: 0, compiling: 0, done: 0, all: 100 })).toBe('less than a minute');
  });

  it('follows the packages that are compiled as soon as they are some', () => {
    expect(estimate({ elapsed: 5 * minute, compiling: 5 * minute, done: 500, all: 1_000 })).toBe('about 5 of 10 min');
    expect(estimate({ elapsed: 9 * minute, compiling: 9 * minute, done: 1_000, all: 1_000 })).toBe('about 9 of 9 min');
  });

  it('counts what was fetched before as done, and not as the pace of the compiler', () => {
    expect(estimate({ elapsed: 5 * minute, compiling: 2 * minute, done: 500, all: 1_000 })).toBe('about 5 of 7 min');
  });

  it('never says that a build takes less than it has taken', () => {
    expect(estimate({ elapsed: 7.5 * minute, compiling: 7.5 * minute, done: 2, all: 1_000 })).toBe('about 7 of 8 min');
  });
});
