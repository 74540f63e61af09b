import type { DashboardContext, Panel, Row } from './model.ts';
import { graph, number } from './panels.ts';
import { quantile, sum, sumRate } from './promql.ts';

/** Traffic seen from one side, split by its other side. */
export interface Flow {
  /** Matchers of istio_* series, for example `reporter="destination", destination_service=~"$service"`. */
  readonly matchers: string;
  /** Labels that tell the lines of a graph apart; none draws one line. */
  readonly by: readonly string[];
  /** Name of a line, for example `{{source_workload}}`. */
  readonly legend: string;
}

/** A flow whose lines are the peers of a kind, for example `Source`. */
export interface PeerFlow extends Flow {
  readonly peer: string;
}

/** Variables list what had HTTP or TCP traffic. */
export const ANY_TRAFFIC = '__name__=~"istio_requests_total|istio_tcp_received_bytes_total"';

const PERCENTILES = [0.5, 0.9, 0.95, 0.99];

/** Share of requests that did not end with 5xx: 1 without errors, nothing without requests. */
export function successRatio({ matchers, by }: Flow, window: string): string {
  const all = sumRate(`istio_requests_total{${matchers}}`, window, ...by);
  const failed = sumRate(`istio_requests_total{${matchers}, response_code=~"5.*"}`, window, ...by);
  return `1 - (${failed} or ${all} * 0) / ${all}`;
}

/** Requests per second. */
export const requestRate = ({ matchers, by }: Flow, window: string): string =>
  sumRate(`istio_requests_total{${matchers}}`, window, ...by);

/** The four numbers at the top: how much, how well, how fast, how many bytes. */
export function overview(side: string, flow: Flow, { window }: DashboardContext): Panel[] {
  const whole = { ...flow, by: [] };
  const duration = `istio_request_duration_seconds{${flow.matchers}}`;
  const tcp = (direction: string) => sumRate(`istio_tcp_${direction}_bytes_total{${flow.matchers}}`, window);
  return [
    number(`${side} Request Volume`, requestRate(whole, window), { unit: 'ops', height: 5 }),
    number(`${side} Success Rate (non-5xx responses)`, successRatio(whole, window), {
      unit: 'percentunit',
      decimals: 2,
      height: 5,
      thresholds: { at: [0.95, 0.99], good: 'high' },
    }),
    graph(
      `${side} Request Duration`,
      [0.5, 0.9, 0.99].map((q) => ({ expr: quantile(q, duration, window), legend: `P${q * 100}` })),
      { unit: 's', height: 5 },
    ),
    graph(
      `${side} TCP Traffic`,
      ['received', 'sent'].map((direction) => ({ expr: tcp(direction), legend: direction })),
      { unit: 'Bps', height: 5 },
    ),
  ];
}

/** Requests, success, duration, sizes and TCP bytes, each line one of the flow's other sides. */
export function details(title: string, direction: 'Incoming' | 'Outgoing', flow: PeerFlow, window: string): Row {
  const { peer } = flow;
  return {
    title,
    columns: 2,
    panels: [
      graph(
        `${direction} Requests by ${peer} and Response Code`,
        [
          {
            expr: requestRate({ ...flow, by: [...flow.by, 'response_code', 'connection_security_policy'] }, window),
            legend: `${flow.legend} {{response_code}} {{connection_security_policy}}`,
          },
        ],
        { unit: 'ops', description: 'mutual_tls, none, or unknown where only the client has a sidecar.' },
      ),
      graph(
        `${direction} Success Rate (non-5xx responses) by ${peer}`,
        [{ expr: successRatio(flow, window), legend: flow.legend }],
        { unit: 'percentunit' },
      ),
      percentiles(`${direction} Request Duration by ${peer}`, 'istio_request_duration_seconds', flow, window),
      percentiles(`${direction} Request Size by ${peer}`, 'istio_request_bytes', flow, window),
      percentiles(`Response Size by ${peer}`, 'istio_response_bytes', flow, window),
      failures(`${direction} Failures by ${peer} and Response Flag`, flow, window),
      bytes(`Bytes Received from ${direction} TCP Connections by ${peer}`, 'received', flow, window),
      bytes(`Bytes Sent to ${direction} TCP Connections by ${peer}`, 'sent', flow, window),
    ],
  };
}

function percentiles(title: string, histogram: string, { matchers, by, legend }: Flow, window: string): Panel {
  const queries = PERCENTILES.map((q) => ({
    expr: quantile(q, `${histogram}{${matchers}}`, window, ...by),
    legend: `${legend} P${q * 100}`,
  }));
  return graph(title, queries, { unit: histogram.endsWith('_seconds') ? 's' : 'bytes' });
}

function failures(title: string, { matchers, by, legend }: Flow, window: string): Panel {
  const series = `istio_requests_total{${matchers}, response_flags!="-"}`;
  return graph(
    title,
    [{ expr: sum(`rate(${series}[${window}])`, ...by, 'response_flags'), legend: `${legend} {{response_flags}}` }],
    {
      unit: 'ops',
      description:
        "Envoy's reason, for example UH no healthy upstream, UF connection failure, NR no route, UO overflow.",
    },
  );
}

function bytes(title: string, direction: string, { matchers, by, legend }: Flow, window: string): Panel {
  const expr = sumRate(`istio_tcp_${direction}_bytes_total{${matchers}}`, window, ...by);
  return graph(title, [{ expr, legend }], { unit: 'Bps' });
}
