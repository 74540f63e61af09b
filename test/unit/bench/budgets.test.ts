import { describe, expect, it } from '@jest/globals';
import { BUDGETS, verdictOn } from '../../../bench/budgets.ts';
import type { Row } from '../../../bench/measurement.ts';

const row = (id: string, value: number, baseline?: number): Row => ({
  id,
  what: id,
  value,
  unit: 'ms',
  ...(baseline !== undefined && { against: { what: 'the baseline', value: baseline } }),
  samples: 1,
});

describe('A budget', () => {
  it('of at most so much is met up to there, and used in proportion', () => {
    expect(verdictOn(row('render-warm', 10))).toEqual({ met: true, used: 1 });
    expect(verdictOn(row('render-warm', 15))).toEqual({ met: false, used: 1.5 });
  });

  it('of at least so much is met from there on, and used more the less there is', () => {
    expect(verdictOn(row('meshes-500-throughput', 140, 100))).toEqual({ met: true, used: 0.5 });
    expect(verdictOn(row('meshes-500-throughput', 35, 100))).toEqual({ met: false, used: 2 });
  });

  it('of a ratio is held against the ratio, whatever the value', () => {
    expect(verdictOn(row('install-demo', 13_000, 10_000))).toEqual({ met: true, used: 1 });
    expect(verdictOn(row('install-demo', 13_000))).toBeUndefined();
  });

  it('of nothing is met by nothing alone', () => {
    expect(verdictOn(row('rest-requests', 0))).toEqual({ met: true, used: 0 });
    expect(verdictOn(row('rest-requests', 1))).toEqual({ met: false, used: Infinity });
  });

  it('is about one row, and a row has one at most', () => {
    expect(new Set(BUDGETS.map(({ row: id }) => id)).size).toBe(BUDGETS.length);
    expect(verdictOn(row('upgrade', 1))).toBeUndefined();
  });
});
