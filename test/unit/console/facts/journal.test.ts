import { describe, expect, it } from '@jest/globals';
import { Journal } from '../../../../src/console/facts/journal.ts';
import type { ToldEvent } from '../../../../src/console/contract.ts';

const NOON = Date.UTC(2026, 10, 28, 12);
const at = (minute: number): string => new Date(NOON + minute * 60_000).toISOString();

const event = (reason: string, minute: number, message = 'message'): ToldEvent => ({
  type: 'Normal',
  reason,
  message,
  at: at(minute),
});

/** A journal that hears from noon on. */
function atNoon(): Journal {
  const journal = new Journal();
  journal.begin(NOON);
  return journal;
}

const reasons = (journal: Journal): string[] => journal.of('mesh').events.map(({ reason }) => reason);

describe('what is remembered of a mesh', () => {
  it('says since when it was heard until the cluster has told what was before', () => {
    const journal = atNoon();
    expect(journal.since).toBe(at(0));
    journal.recall(new Map());
    expect(journal.since).toBeUndefined();
  });

  it('has what the cluster remembers in its place between what was heard', () => {
    const journal = atNoon();
    journal.record('mesh', { type: 'Normal', reason: 'Ready', message: 'message' }, NOON + 120_000);
    journal.recall(new Map([['mesh', [event('Installing', -30), event('Accepted', -40), event('Hop', 1)]]]));
    expect(reasons(journal)).toEqual(['Ready', 'Hop', 'Installing', 'Accepted']);
  });

  it('tells once what was heard and is remembered by the cluster, too, of which it keeps whole seconds', () => {
    const journal = atNoon();
    journal.record('mesh', { type: 'Normal', reason: 'Ready', message: 'message' }, NOON + 123);
    journal.recall(new Map([['mesh', [event('Ready', 0)]]]));
    journal.recall(new Map([['mesh', [event('Ready', 0), event('Ready', 0, 'of another component')]]]));
    expect(reasons(journal)).toEqual(['Ready', 'Ready']);
  });

  it('keeps repairs of before, and no more than it would have heard', () => {
    const journal = atNoon();
    const many = Array.from({ length: 500 }, (_, i) => event('Pruned', -i, String(i)));
    journal.recall(new Map([['mesh', [...many, event('DriftRepaired', -600)]]]));
    const { events, repairs } = journal.of('mesh');
    expect([events.length, repairs.map(({ reason }) => reason)]).toEqual([60, ['DriftRepaired']]);
  });
});
