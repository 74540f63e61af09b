import { describe, expect, it } from '@jest/globals';
import { buildDashboard } from '../../../../../charts/components/dashboards/builder.ts';
import type { Panel, Row } from '../../../../../charts/components/dashboards/model.ts';
import { graph, number, table } from '../../../../../charts/components/dashboards/panels.ts';

interface Placed {
  id: number;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
}

const panel = (title: string, height = 8, span = 1): Panel => graph(title, [{ expr: 'up' }], { height, span });
const build = (...rows: Row[]) => buildDashboard('Test', { uid: 'test', rows })['panels'] as Placed[];
const places = (...rows: Row[]) => build(...rows).map(({ gridPos: { x, y, w, h } }) => [x, y, w, h]);

describe('the grid of a dashboard', () => {
  it('puts panels next to each other and goes on below when a line is full', () => {
    const panels = [panel('a'), panel('b'), panel('c')];
    expect(places({ title: '', columns: 2, panels })).toEqual([
      [0, 0, 12, 8],
      [12, 0, 12, 8],
      [0, 8, 12, 8],
    ]);
  });

  it('starts a line below the highest panel of the one before', () => {
    const panels = [panel('low', 2), panel('high', 9), panel('next', 4)];
    expect(places({ title: '', columns: 2, panels }).at(-1)).toEqual([0, 9, 12, 4]);
  });

  it('lets a panel span columns, and never leaves the grid', () => {
    const panels = [panel('one'), panel('two', 8, 2), panel('all', 8, 9)];
    expect(places({ title: '', columns: 3, panels })).toEqual([
      [0, 0, 8, 8],
      [8, 0, 16, 8],
      [0, 8, 24, 8],
    ]);
  });

  it('gives a titled row a heading over the whole width', () => {
    const rows: Row[] = ['first', 'second'].map((title) => ({ title, columns: 1, panels: [panel('p', 3)] }));
    expect(places(...rows).map(([, y, , h]) => [y, h])).toEqual([
      [0, 1],
      [1, 3],
      [4, 1],
      [5, 3],
    ]);
  });
});

describe('the ids of panels', () => {
  it('stay when panels are added before them', () => {
    const idOf = (placed: Placed[]) => placed.find(({ title }) => title === 'kept')?.id;
    const before = build({ title: 'row', columns: 2, panels: [panel('kept')] });
    const after = build({ title: 'row', columns: 2, panels: [panel('new'), panel('kept')] });
    expect(idOf(after)).toBe(idOf(before));
  });

  it('differ for panels of the same title in different rows', () => {
    const rows: Row[] = ['first', 'second'].map((title) => ({ title, columns: 1, panels: [panel('same')] }));
    const ids = build(...rows).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('panels', () => {
  it('colours a number from red to green where high is good', () => {
    const low = number('errors', 'x', { thresholds: { at: [1, 5], good: 'low' } }).json;
    const high = number('success', 'x', { thresholds: { at: [0.95, 0.99], good: 'high' } }).json;
    expect(high['thresholds']).toBe('0.95,0.99');
    expect(high['colors']).toEqual([...(low['colors'] as string[])].reverse());
  });

  it('names the value columns of a table as Grafana does, and hides what is not named', () => {
    const patterns = (exprs: string[]) => {
      const columns = exprs.map((_, query) => ({ heading: `H${query}`, from: { query } }));
      return (table('t', exprs, columns).json['styles'] as { pattern: string; type: string }[]).map((s) => s.pattern);
    };
    expect(patterns(['a'])).toEqual(['Value', '/.*/']);
    expect(patterns(['a', 'b'])).toEqual(['Value #A', 'Value #B', '/.*/']);
  });
});
