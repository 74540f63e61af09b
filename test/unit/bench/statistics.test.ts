import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../../../bench/numbers/seeded-random.ts';
import { median, quantile } from '../../../bench/numbers/statistics.ts';

describe('The median', () => {
  it('is the value in the middle, whatever the order', () => {
    expect(median([9, 1, 5])).toBe(5);
  });

  it('lies between the two in the middle of an even number', () => {
    expect(median([4, 1, 3, 100])).toBe(3.5);
  });

  it('is that of what was measured, not zero where nothing was', () => {
    expect(() => median([])).toThrow('nothing was measured');
  });
});

describe('A quantile', () => {
  it('is a value that was measured, the smallest that enough others do not exceed', () => {
    const values = Array.from({ length: 200 }, (_, i) => 200 - i);
    expect(quantile(values, 0.99)).toBe(198);
    expect(quantile([7], 0.99)).toBe(7);
    expect(quantile([3, 1, 2], 0)).toBe(1);
  });
});

describe('Seeded random numbers', () => {
  it('are the same for the same seed, and others for another', () => {
    const drawn = (seed: number): number[] => Array.from({ length: 5 }, seededRandom(seed));
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
    expect(drawn(1).every((value) => value >= 0 && value < 1)).toBe(true);
  });
});
