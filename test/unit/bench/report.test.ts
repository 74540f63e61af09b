import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { BUDGETS } from '../../../bench/budgets.ts';
import type { Finding, Measurement } from '../../../bench/measurement.ts';
import { MEASUREMENTS } from '../../../bench/measurements/index.ts';
import { number } from '../../../bench/report/format.ts';
import { page, rowsOf } from '../../../bench/report/page.ts';
import { plot } from '../../../bench/report/plot.ts';
import { readResults, resultsText, type Result } from '../../../bench/report/results.ts';
import { tableLines } from '../../../bench/report/table.ts';

const FINDINGS: readonly Finding[] = [
  {
    id: 'install-demo',
    what: 'apply to Ready <demo>',
    value: 1500,
    unit: 'ms',
    against: { what: 'the limit', value: 1000 },
    samples: 5,
  },
  { id: 'render-warm', what: 'render, warm', value: 6.54, unit: 'ms', samples: 200 },
  { id: 'upgrade', what: 'upgrade', value: 2000, unit: 'ms', samples: 5 },
  { id: 'install-demo-helm', what: 'against helm', skipped: 'helm is not in PATH' },
];

const RESULT: Result = {
  circumstances: {
    date: '2026-11-28T10:00:00.000Z',
    commit: '1234567',
    node: 'v24.0.0',
    kubernetes: '1.36',
    machine: '2 cores',
  },
  quick: false,
  minutes: 3.14,
  findings: FINDINGS,
};

const MEASUREMENT: Measurement = {
  name: 'install',
  title: 'A first installation',
  meaning: 'What it means.',
  measure: () => Promise.resolve([]),
};

describe('Numbers', () => {
  it.each([
    [0, '0'],
    [0.0123, '0.012'],
    [1.234, '1.23'],
    [45.67, '45.7'],
    [123.4, '123'],
    [12_345.6, '12 346'],
    [1_234_567, '1 234 567'],
  ])('have as many digits as are worth reading: %p is %p', (value, text) => {
    expect(number(value)).toBe(text);
  });
});

describe('The table', () => {
  it('says of each row what it is, against what, and whether the budget is kept', () => {
    const [install = '', warm = '', upgrade = '', helm = ''] = tableLines(FINDINGS);
    expect(install).toMatch(
      /apply to Ready <demo> +1 500 ms +1\.50 x +the limit \(1 000 ms\) +at most 1\.30 x: missed$/,
    );
    expect(warm).toMatch(/render, warm +6\.54 ms +at most 10\.0 ms: met$/);
    expect(upgrade).toMatch(/upgrade +2 000 ms$/);
    expect(helm).toMatch(/against helm +skipped: helm is not in PATH$/);
  });
});

describe('The page', () => {
  const text = page([MEASUREMENT], { install: RESULT }, 'performance.svg');

  it('says what each measurement means, on what machine, when, and of which commit', () => {
    expect(text).toContain('## A first installation\n\nWhat it means.\n');
    expect(text).toContain('2026-11-28, commit 1234567, Node v24.0.0, Kubernetes 1.36, 2 cores; took 3.1 min.');
    expect(text).toContain('](performance.svg)');
  });

  it('says of each budget whether it is met, missed, or not measured yet', () => {
    expect(text).toContain('| apply to Ready, demo | 1.50 x | at most 1.30 x | **missed** |');
    expect(text).toContain('| render, warm | 6.54 ms | at most 10.0 ms | met |');
    expect(text).toContain('| requests at rest |  | at most 0 requests/min | not measured yet |');
  });

  it('has no number and no picture before something has been measured', () => {
    const empty = page(MEASUREMENTS, {}, 'performance.svg');
    expect(empty).not.toContain('performance.svg');
    expect(empty.match(/not measured yet/g)).toHaveLength(BUDGETS.length);
    expect(empty.match(/Not measured yet: `npm run bench -- --only/g)).toHaveLength(MEASUREMENTS.length);
  });

  it('warns of the numbers of the quick form', () => {
    expect(page([MEASUREMENT], { install: { ...RESULT, quick: true } }, '')).toContain('these numbers mean nothing');
  });

  it('of the documentation is what the script makes of its numbers', () => {
    const results = readResults('docs/performance.json');
    expect(readFileSync('docs/performance.md', 'utf8')).toBe(page(MEASUREMENTS, results, 'performance.svg'));
  });
});

describe('The plot', () => {
  const svg = plot(rowsOf({ install: RESULT }));

  it('has a bar for each row with a budget, in the colour of the verdict', () => {
    expect(svg.match(/<rect x=/g)).toHaveLength(2);
    expect(svg).toContain('fill="#b3402e"');
    expect(svg).toContain('fill="#2e7d57"');
    expect(svg).toContain('1.50 x, at most 1.30 x');
  });

  it('ends a bar at the edge, however much a budget is exceeded', () => {
    const much = { id: 'render-warm', what: 'render, warm', value: 1e6, unit: 'ms', samples: 1 } as const;
    const widths = [...plot([much]).matchAll(/<rect x=.* width="([\d.]+)"/g)].map(([, width]) => Number(width));
    expect(widths).toEqual([300]);
  });
});

describe('Results', () => {
  it('are read as they were written, and are none without a file', () => {
    expect(JSON.parse(resultsText({ install: RESULT }))).toEqual({ install: RESULT });
    expect(readResults('docs/no-such-file.json')).toEqual({});
  });
});
