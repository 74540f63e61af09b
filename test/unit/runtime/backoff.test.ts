import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Backoff } from '../../../src/runtime/backoff.ts';

describe('Backoff', () => {
  it('doubles up to the cap, per key', () => {
    const backoff = new Backoff<string>({ baseMs: 10, maxMs: 50, jitter: 0, random: () => 0 });
    expect([1, 2, 3, 4, 5].map(() => backoff.next('a'))).toEqual([10, 20, 40, 50, 50]);
    expect(backoff.next('b')).toBe(10);
    backoff.reset('a');
    expect(backoff.failures('a')).toBe(0);
    expect(backoff.next('a')).toBe(10);
  });

  it('takes the jitter off the wait, never above the cap and never below the share that is fixed', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.integer({ min: 0, max: 80 }),
        (random, failures) => {
          const backoff = new Backoff<string>({ baseMs: 100, maxMs: 60_000, jitter: 0.5, random: () => random });
          for (let i = 0; i < failures; i++) backoff.next('a');
          const wait = backoff.next('a');
          expect(wait).toBeLessThanOrEqual(60_000);
          expect(wait).toBeGreaterThanOrEqual(50);
        },
      ),
    );
  });
});
