import { describe, expect, it } from '@jest/globals';
import { graph, text } from '../../../../../charts/components/dashboards/panels.ts';
import { translated } from '../../../../../charts/components/dashboards/translation.ts';
import type { Dashboard, Row } from '../../../../../charts/components/dashboards/model.ts';

const row = (...exprs: string[][]): Row => ({
  title: 'Row',
  columns: 2,
  panels: exprs.map((queries, i) =>
    graph(
      `Panel ${i}`,
      queries.map((expr) => ({ expr })),
    ),
  ),
});
const inNames = (names: Record<string, string>, ...rows: Row[]): Dashboard => translated({ uid: 'test', rows }, names);
const exprs = ({ rows }: Dashboard): string[][][] =>
  rows.map(({ panels }) => panels.map(({ targets }) => targets.map(({ expr }) => expr)));

describe('a dashboard in the metrics of another release', () => {
  it('asks for what the release calls it, whole words only', () => {
    const names = { served_total: 'served_count' };
    expect(exprs(inNames(names, row(['rate(served_total[1m]) / unserved_total'])))).toEqual([
      [['rate(served_count[1m]) / unserved_total']],
    ]);
  });

  it('knows the parts of histograms', () => {
    expect(exprs(inNames({ latency_seconds: 'latency' }, row(['latency_seconds_bucket{le="1"}'])))).toEqual([
      [['latency_bucket{le="1"}']],
    ]);
  });

  it('leaves out queries, panels and rows about what the release does not have', () => {
    const names = { absent: '', flags: '' };
    const rows = [row(['up', 'absent_sum'], ['absent']), row(['up{flags="x"}'])];
    expect(exprs(inNames(names, ...rows))).toEqual([[['up']]]);
  });

  it('keeps texts, and names of queries, which columns of tables refer to', () => {
    const only = { title: '', columns: 1, panels: [text('Note', 'Read me')] } as const;
    expect(inNames({ a: '' }, only).rows).toEqual([only]);
    const { rows } = inNames({ a: '' }, row(['a', 'b']));
    expect(rows[0]?.panels[0]?.targets.map(({ refId }) => refId)).toEqual(['B']);
  });

  it('renames in variables too', () => {
    const variable = { name: 'v', label: 'V', query: 'label_values(old_total, v)', many: true };
    const { variables } = translated({ uid: 'test', rows: [], variables: [variable] }, { old_total: 'new_total' });
    expect(variables?.[0]?.query).toBe('label_values(new_total, v)');
  });
});
