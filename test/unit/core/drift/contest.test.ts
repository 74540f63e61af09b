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

describe('The bounds of a contest', () => {
  it('are three repairs within ten minutes, and an hour', () => {
    expect([CONTEST_ROUNDS, CONTEST_WINDOW_MS, TRUCE_MS]).toEqual([3, 600_000, 3_600_000]);
  });

  it('hold to the millisecond', () => {
    expect(isLeft(after(0, 1, CONTEST_WINDOW_MS), CONTEST_WINDOW_MS + 1)).toBe(false);
    expect(isLeft(after(1, 2, CONTEST_WINDOW_MS), CONTEST_WINDOW_MS + 1)).toBe(true);
    const left = after(0, 1, 2);
    expect([isLeft(left, TRUCE_MS + 1), isLeft(left, TRUCE_MS + 2)]).toEqual([true, false]);
    expect([isForgotten(left, TRUCE_MS + 1), isForgotten(left, TRUCE_MS + 2)]).toEqual([false, true]);
    const once = after(5);
    expect([isForgotten(once, CONTEST_WINDOW_MS + 4), isForgotten(once, CONTEST_WINDOW_MS + 5)]).toEqual([false, true]);
  });

  it('remember who set the field as long as nobody else is known, and say somebody otherwise', () => {
    expect(afterRepair({ repairs: [0], manager: 'fighter' }, 1).manager).toBe('fighter');
    expect(afterRepair({ repairs: [0], manager: 'fighter' }, 1, 'other').manager).toBe('other');
    expect(afterRepair(undefined, 1)).toEqual({ repairs: [1] });
    expect(describeTruce('spec.x', { repairs: [] })).toContain(
      'for an hour as somebody sets it: 3 repairs within 10 minutes',
    );
  });
});
