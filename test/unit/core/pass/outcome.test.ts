import { describe, expect, it } from '@jest/globals';
import { progressOf, type PassOutcome } from '../../../../src/core/pass/outcome.ts';
import { isStopover, type PassResult } from '../../../../src/core/pass/result.ts';

const PROGRESS = { open: new Set(['namespace']), waits: [] };

describe('the outcome of a pass', () => {
  it('says how far the parts came where it waits or failed in one, and nothing where it ended outside of them', () => {
    expect(progressOf({ kind: 'waiting', progress: PROGRESS })).toBe(PROGRESS);
    expect(progressOf({ kind: 'error', reason: 'r', message: 'm', progress: PROGRESS })).toBe(PROGRESS);
    expect(progressOf({ kind: 'error', reason: 'r', message: 'm' })).toBeUndefined();
    expect(progressOf({ kind: 'converged' })).toBeUndefined();
  });
});

describe('a stopover', () => {
  const hop = (rest: readonly string[]) => ({ from: '1.2.10', to: '1.3.8', rest: [...rest] });
  const result = (outcome: PassOutcome, action?: object): PassResult => ({
    generation: 1,
    outcome,
    inventory: [],
    installed: undefined,
    ...(action !== undefined && { passPlan: { action } as unknown as NonNullable<PassResult['passPlan']> }),
  });
  const CONVERGED: PassOutcome = { kind: 'converged' };
  const upgrade = (...rest: string[]) => ({ kind: 'upgrade', hop: hop(rest) });

  it('is a hop that is done where another one follows', () => {
    expect(isStopover(result(CONVERGED, upgrade('1.4.10')))).toBe(true);
  });

  it.each([
    ['the last hop', result(CONVERGED, upgrade())],
    ['a hop that is not done', result({ kind: 'waiting', progress: PROGRESS }, upgrade('1.4.10'))],
    ['something else than an upgrade', result(CONVERGED, { kind: 'keep', hop: hop(['1.4.10']) })],
    ['a pass without a plan', result(CONVERGED)],
  ])('is not %s', (_what, pass) => {
    expect(isStopover(pass)).toBe(false);
  });
});
