import { describe, expect, it } from '@jest/globals';
import {
  afterRepair,
  CONTEST_ROUNDS,
  CONTEST_WINDOW_MS,
  describeTruce,
  isForgotten,
  isLeft,
  TRUCE_MS,
  type Contest,
} from '../../../../src/core/drift/contest.ts';

/** The contest after repairs at these times. */
const after = (...times: number[]): Contest =>
  times.reduce<Contest | undefined>((contest, now) => afterRepair(contest, now, 'fighter'), undefined)!;

describe('A field that somebody else sets', () => {
  it('is repaired as long as that does not happen again and again', () => {
    const now = CONTEST_WINDOW_MS * CONTEST_ROUNDS;
    expect(isLeft(after(0, 1), 2)).toBe(false);
    expect(isLeft(after(0, CONTEST_WINDOW_MS, 2 * CONTEST_WINDOW_MS, now), now)).toBe(false);
  });

  it('is left for an hour after three repairs within ten minutes, and then repaired again', () => {
    const contest = after(0, 1, CONTEST_WINDOW_MS - 1);
    const end = CONTEST_WINDOW_MS - 1 + TRUCE_MS;
    expect(isLeft(contest, end - 1)).toBe(true);
    expect(isLeft(contest, end)).toBe(false);
    expect(isLeft(afterRepair(contest, end), end)).toBe(false);
  });

  it('is named with whoever sets it, and what to do, also when a later account does not tell', () => {
    const text = describeTruce('Service a/b: spec.type', afterRepair(after(0, 1), 2));
    expect(text).toBe(
      'Service a/b: spec.type is left for an hour as fighter sets it: 3 repairs within 10 minutes did not last; ' +
        'keep fighter from setting it, or ask for its value in the spec',
    );
  });

  it('is forgotten when nothing of it matters any more', () => {
    expect(isForgotten(after(0), CONTEST_WINDOW_MS - 1)).toBe(false);
    expect(isForgotten(after(0), CONTEST_WINDOW_MS)).toBe(true);
    expect(isForgotten(after(0, 1, 2), TRUCE_MS)).toBe(false);
    expect(isForgotten(after(0, 1, 2), TRUCE_MS + 2)).toBe(true);
  });
});
