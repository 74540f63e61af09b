import type { MixerCalls } from '../../catalog/metrics.ts';

/** What a dashboard may know of the mesh. */
export interface DashboardContext {
  /** Namespace of the control plane. */
  readonly namespace: string;
  /** Window of rates, for example `1m`: at least four scrapes, so that a lost one leaves no gap. */
  readonly window: string;
  /** Names of the gateways; their pods are called name-*. */
  readonly gateways: readonly string[];
  /** How mixer reports its calls. */
  readonly mixerCalls: MixerCalls;
}

/** How Grafana writes a value (names of its units). */
export type Unit = 'none' | 'short' | 'percentunit' | 's' | 'ms' | 'bytes' | 'Bps' | 'ops' | 'reqps';

/** One query of a panel. */
export interface Query {
  /** PromQL. */
  readonly expr: string;
  /** Name of the series, for example `{{response_code}}`. */
  readonly legend?: string;
}

/** One query in Grafana's model. */
export interface Target {
  readonly expr: string;
  readonly refId: string;
  readonly [field: string]: unknown;
}

/** One panel before it has a place. */
export interface Panel {
  readonly title: string;
  /** Columns of its row that it spans. */
  readonly span: number;
  /** Height in grid units of 30 pixels. */
  readonly height: number;
  /** Fields of the panel in Grafana's model, without id, place and queries. */
  readonly json: Readonly<Record<string, unknown>>;
  /** What it asks; a text asks nothing. */
  readonly targets: readonly Target[];
}

/** Panels under a heading. Without a title there is no heading, only the panels. */
export interface Row {
  readonly title: string;
  /** Panels next to each other; the width of a panel is 24 / columns times its span. */
  readonly columns: 1 | 2 | 3 | 4 | 6;
  readonly panels: readonly Panel[];
  /** Name of a variable: the row is repeated for each of its values. */
  readonly repeat?: string;
}

/** A value that the reader of a dashboard chooses. */
export interface Variable {
  readonly name: string;
  readonly label: string;
  /** Query of Grafana's Prometheus data source, for example `label_values(metric, label)`. */
  readonly query: string;
  /** Several values and All may be chosen; otherwise exactly one. */
  readonly many: boolean;
}

/** A whole dashboard, but for its title: that depends on the release. */
export interface Dashboard {
  /** Address of the dashboard, /d/<uid>; at most 40 characters. */
  readonly uid: string;
  readonly variables?: readonly Variable[];
  readonly rows: readonly Row[];
}
