import type { Panel, Query, Unit } from './model.ts';

const DATASOURCE = 'Prometheus';

/** What most panels have in common. */
interface Common {
  readonly unit?: Unit;
  readonly span?: number;
  readonly height?: number;
  /** Shown when the reader points at the i of the panel. */
  readonly description?: string;
}

const described = ({ description }: Common): object => (description === undefined ? {} : { description });

/** refIds as Grafana gives them: A, B, C, ... */
const refId = (index: number): string => String.fromCharCode('A'.charCodeAt(0) + index);

/** Lines over time. `stack` where the sum means something; `right` names series that have the second axis. */
export function graph(
  title: string,
  queries: readonly Query[],
  options: Common & { stack?: boolean; right?: { series: string; unit: Unit } } = {},
): Panel {
  const { unit = 'short', stack = false, right } = options;
  const axis = (format: Unit) => ({ format, logBase: 1, min: 0, show: true });
  return {
    title,
    span: options.span ?? 1,
    height: options.height ?? 8,
    json: {
      type: 'graph',
      datasource: DATASOURCE,
      ...described(options),
      lines: true,
      linewidth: 1,
      fill: stack ? 3 : 1,
      stack,
      nullPointMode: 'null',
      renderer: 'flot',
      legend: { show: true, values: true, current: true, max: true, alignAsTable: true },
      tooltip: { shared: true, sort: 2, value_type: 'individual' },
      xaxis: { mode: 'time', show: true },
      yaxes: [axis(unit), axis(right?.unit ?? 'short')],
      seriesOverrides: right === undefined ? [] : [{ alias: right.series, yaxis: 2 }],
    },
    targets: queries.map(({ expr, legend = '' }, index) => ({
      expr,
      legendFormat: legend,
      format: 'time_series',
      intervalFactor: 1,
      refId: refId(index),
    })),
  };
}

/** Colours of a single number: green, orange from the first threshold, red from the second, or the other way round. */
export interface Thresholds {
  readonly at: readonly [number, number];
  /** Which end of the scale is good. */
  readonly good: 'low' | 'high';
}

const TRAFFIC_LIGHT = ['#299c46', '#ed8128', '#d44a3a'];

/** One number now, with its course behind it. */
export function number(
  title: string,
  expr: string,
  options: Common & { decimals?: number; thresholds?: Thresholds } = {},
): Panel {
  const { thresholds, decimals, unit = 'short' } = options;
  return {
    title,
    span: options.span ?? 1,
    height: options.height ?? 4,
    json: {
      type: 'singlestat',
      datasource: DATASOURCE,
      ...described(options),
      format: unit,
      ...(decimals !== undefined && { decimals }),
      valueName: 'current',
      nullText: 'N/A',
      nullPointMode: 'connected',
      colorValue: thresholds !== undefined,
      colors: thresholds?.good === 'high' ? [...TRAFFIC_LIGHT].reverse() : TRAFFIC_LIGHT,
      thresholds: thresholds?.at.join(',') ?? '',
      sparkline: { show: true, full: false, lineColor: 'rgb(31, 120, 193)', fillColor: 'rgba(31, 118, 189, 0.18)' },
    },
    targets: [{ expr, format: 'time_series', intervalFactor: 1, refId: 'A' }],
  };
}

/** One column of a table: a label, or the value of the query with that index. */
export interface Column {
  readonly heading: string;
  readonly from: { readonly label: string } | { readonly query: number };
  readonly unit?: Unit;
  readonly thresholds?: Thresholds;
  /** Address behind the cell; `$__cell_N` is the N-th column: 0 is the time, then the labels by name. */
  readonly link?: string;
}

/** The newest value of several queries, side by side for equal labels. Columns that are not named are hidden. */
export function table(
  title: string,
  exprs: readonly string[],
  columns: readonly Column[],
  options: Common = {},
): Panel {
  return {
    title,
    span: options.span ?? 1,
    height: options.height ?? 10,
    json: {
      type: 'table',
      datasource: DATASOURCE,
      ...described(options),
      transform: 'table',
      showHeader: true,
      scroll: true,
      fontSize: '100%',
      pageSize: null,
      sort: { col: 1, desc: false },
      styles: [...columns.map((column) => columnStyle(column, exprs.length)), { pattern: '/.*/', type: 'hidden' }],
    },
    targets: exprs.map((expr, index) => ({ expr, format: 'table', instant: true, refId: refId(index) })),
  };
}

/** With one query Grafana calls the column `Value`, with several `Value #A`, `Value #B`. */
function columnStyle({ heading, from, unit, thresholds, link }: Column, queries: number): object {
  const value = (query: number): string => (queries === 1 ? 'Value' : `Value #${refId(query)}`);
  return {
    alias: heading,
    pattern: 'label' in from ? from.label : value(from.query),
    ...('label' in from ? { type: 'string' } : { type: 'number', unit: unit ?? 'short', decimals: 2 }),
    ...(thresholds !== undefined && {
      colorMode: 'cell',
      colors: thresholds.good === 'high' ? [...TRAFFIC_LIGHT].reverse() : TRAFFIC_LIGHT,
      thresholds: thresholds.at.map(String),
    }),
    ...(link !== undefined && { link: true, linkUrl: link, linkTooltip: `Open the dashboard of ${heading}` }),
  };
}

/** Markdown. */
export function text(title: string, content: string, options: Common = {}): Panel {
  return {
    title,
    span: options.span ?? 1,
    height: options.height ?? 3,
    json: { type: 'text', mode: 'markdown', content },
    targets: [],
  };
}
