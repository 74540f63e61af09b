import { describe, expect, it } from '@jest/globals';
import type { PassResult } from '../../../../src/core/pass/result.ts';
import { nextDeadlineMs, overdueOf, waitsAfter, type Waits } from '../../../../src/core/status/waits.ts';
import { partNamed, waitingAt } from '../../../support/progress.ts';

const NOW = new Date('2026-06-01T12:00:00Z');
const SPEC = { upgrade: { gateTimeout: '10m' } } as Parameters<typeof nextDeadlineMs>[1];
const wait = (part: string, since = '2026-06-01T11:55:00Z'): Waits[number] => ({
  part,
  gate: `${part} available`,
  message: 'no pod',
  since,
});
const lasted = (_: string, since: string): number => NOW.getTime() - Date.parse(since);
const MINUTE = 60_000;

describe('the time of a gate', () => {
  it('that runs out next is when to look again', () => {
    const waits = [wait('pilot'), wait('galley', '2026-06-01T11:52:00Z')];
    expect(nextDeadlineMs(waits, SPEC, lasted)).toBe(2 * MINUTE);
  });

  it('is no reason to look again once it has run out, to the millisecond', () => {
    const late = wait('pilot', '2026-06-01T11:50:00Z');
    expect(nextDeadlineMs([late], SPEC, lasted)).toBe(Infinity);
    expect(nextDeadlineMs([late, wait('galley')], SPEC, lasted)).toBe(5 * MINUTE);
    expect(nextDeadlineMs([], SPEC, lasted)).toBe(Infinity);
  });

  it('is asked for by the name of the gate, or of the component', () => {
    const asked: string[] = [];
    const ask = (what: string): number => (asked.push(what), 0);
    overdueOf([wait('pilot')], [], SPEC, ask);
    const component = { name: 'galley', version: '', image: '', ready: '', phase: 'Failed', since: '' } as const;
    overdueOf([], [component], SPEC, ask);
    expect(asked).toEqual(['gate pilot', 'component galley']);
  });

  it('that ran out is told with what was missing, all of them, and the first part', () => {
    const late = ['pilot', 'galley'].map((part) => wait(part, '2026-06-01T11:50:00Z'));
    expect(overdueOf(late, [], SPEC, lasted)).toEqual({
      part: 'pilot',
      message:
        'pilot: pilot available not reached within 10m: no pod; galley: galley available not reached within 10m: no pod',
    });
    expect(overdueOf([wait('pilot')], [], SPEC, lasted)).toBeUndefined();
    expect(overdueOf(late, [], undefined, lasted)).toBeUndefined();
  });

  it('of a component that is not ready is told without its gate', () => {
    const component = (phase: 'Ready' | 'Failed', message?: string) => ({
      ...{ name: 'pilot', version: '', image: '', ready: '', phase, since: '2026-06-01T11:50:00Z' },
      ...(message !== undefined && { message }),
    });
    expect(overdueOf([], [component('Failed', 'no pod')], SPEC, lasted)).toEqual({
      message: 'pilot is not ready for more than 10m: no pod',
    });
    expect(overdueOf([], [component('Failed')], SPEC, lasted)?.message).toMatch(/: Failed$/);
    expect(overdueOf([], [component('Ready')], SPEC, lasted)).toBeUndefined();
  });
});

describe('what is waited for after a pass', () => {
  const pass = (outcome: PassResult['outcome']): PassResult => ({
    generation: 2,
    outcome,
    inventory: [],
    installed: undefined,
  });
  const before = (observedGeneration: number) => ({ observedGeneration, waitingFor: [wait('pilot')] });
  const progress = waitingAt(['pilot'], 'no pod', 'no port');
  const waiting = pass({ kind: 'waiting', progress });

  it('says part, gate and all that is missing, from the moment on', () => {
    expect(waitsAfter({}, waiting, NOW)).toEqual([
      { part: 'pilot', gate: partNamed('pilot').gate, message: 'no pod; no port', since: '2026-06-01T12:00:00Z' },
    ]);
    const notBegun = { ...progress, waits: progress.waits.map((each) => ({ ...each, notBegun: true as const })) };
    expect(waitsAfter({}, pass({ kind: 'waiting', progress: notBegun }), NOW)[0]).toMatchObject({ notBegun: true });
  });

  it('goes on through errors of the same generation, and begins again for another', () => {
    expect(waitsAfter(before(2), waiting, NOW)[0]?.since).toBe('2026-06-01T11:55:00Z');
    expect(waitsAfter(before(1), waiting, NOW)[0]?.since).toBe('2026-06-01T12:00:00Z');
    const error = pass({ kind: 'error', reason: 'r', message: 'm' });
    expect(waitsAfter(before(2), error, NOW)).toEqual([wait('pilot')]);
    expect(waitsAfter(before(1), error, NOW)).toEqual([]);
    expect(waitsAfter(before(2), pass({ kind: 'converged' }), NOW)).toEqual([]);
  });
});
