import type { Dashboard, Panel, Row, Variable } from './model.ts';

const GRID_COLUMNS = 24;

/**
 * Model 16 of Grafana's dashboards (grid positions, rows as panels): the oldest that has all that we use. Grafana 5.2
 * reads it as it is, and 6.x migrates it when it loads it.
 */
const SCHEMA_VERSION = 16;

interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

type Placed = Record<string, unknown> & { id: number; gridPos: Place };

/** A dashboard in Grafana's JSON model. The same input gives the same object. */
export function buildDashboard(title: string, dashboard: Dashboard): Record<string, unknown> {
  return {
    uid: dashboard.uid,
    title,
    tags: ['istio'],
    schemaVersion: SCHEMA_VERSION,
    version: 1,
    editable: true,
    graphTooltip: 1,
    refresh: '30s',
    timezone: '',
    time: { from: 'now-30m', to: 'now' },
    links: [{ type: 'dashboards', title: 'Istio', tags: ['istio'], asDropdown: true, keepTime: true }],
    annotations: { list: [] },
    templating: { list: (dashboard.variables ?? []).map(variable) },
    panels: place(dashboard.rows),
  };
}

/** Rows below each other; in a row panels from left to right, and on to the next line where they do not fit. */
function place(rows: readonly Row[]): Placed[] {
  const placed: Placed[] = [];
  let y = 0;
  for (const row of rows) {
    if (row.title !== '') {
      placed.push(heading(row, y));
      y += 1;
    }
    for (const line of linesOf(row)) {
      placed.push(...line.panels.map(({ panel, x, w }) => panelAt(row, panel, { x, y, w, h: panel.height })));
      y += line.height;
    }
  }
  return placed;
}

interface Line {
  panels: { panel: Panel; x: number; w: number }[];
  height: number;
}

function linesOf({ columns, panels }: Row): Line[] {
  const lines: Line[] = [];
  let x = GRID_COLUMNS;
  for (const panel of panels) {
    const w = Math.min(GRID_COLUMNS, (GRID_COLUMNS / columns) * panel.span);
    if (x + w > GRID_COLUMNS) {
      lines.push({ panels: [], height: 0 });
      x = 0;
    }
    const line = lines.at(-1);
    line?.panels.push({ panel, x, w });
    if (line !== undefined) line.height = Math.max(line.height, panel.height);
    x += w;
  }
  return lines;
}

function heading({ title, repeat }: Row, y: number): Placed {
  return {
    id: stableId(title),
    type: 'row',
    title,
    collapsed: false,
    panels: [],
    ...(repeat !== undefined && { repeat }),
    gridPos: { x: 0, y, w: GRID_COLUMNS, h: 1 },
  };
}

const panelAt = (row: Row, panel: Panel, gridPos: Place): Placed => ({
  id: stableId(`${row.title}/${panel.title}`),
  title: panel.title,
  ...panel.json,
  ...(panel.targets.length > 0 && { targets: panel.targets }),
  gridPos,
});

/** From the title (FNV-1a), so that links to a panel outlive the panels around it. */
function stableId(title: string): number {
  let hash = 0x811c9dc5;
  for (const character of title) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0) % 1_000_000;
}

function variable({ name, label, query, many }: Variable): object {
  return {
    type: 'query',
    name,
    label,
    query,
    datasource: 'Prometheus',
    refresh: 2,
    sort: 1,
    hide: 0,
    regex: '',
    multi: many,
    includeAll: many,
    allValue: many ? '.*' : null,
    current: many ? { text: 'All', value: '$__all' } : {},
    options: [],
  };
}
