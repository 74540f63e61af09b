import type { Dashboard, DashboardContext, Panel } from './model.ts';
import { graph, number, table, text } from './panels.ts';
import { orZero, quantile, sumRate } from './promql.ts';
import { versions } from './resources.ts';
import { requestRate, successRatio, type Flow } from './traffic.ts';

const ALL: Flow = { matchers: 'reporter="destination"', by: [], legend: '' };
const WORKLOAD = ['destination_workload', 'destination_workload_namespace', 'destination_service'];

const SERVICE_LINK = '/d/istio-service-dashboard?var-service=$__cell_1';
const WORKLOAD_LINK = '/d/istio-workload-dashboard?var-workload=$__cell_2&var-namespace=$__cell_3';

const identity = [
  { heading: 'Service', from: { label: 'destination_service' }, link: SERVICE_LINK },
  { heading: 'Workload', from: { label: 'destination_workload' }, link: WORKLOAD_LINK },
  { heading: 'Namespace', from: { label: 'destination_workload_namespace' } },
];

/** The whole mesh at one glance: where traffic is, where it fails, where it is slow. */
export function meshDashboard({ window }: DashboardContext): Dashboard {
  return {
    uid: 'istio-mesh-dashboard',
    rows: [
      { title: '', columns: 1, panels: [intro] },
      { title: 'Traffic', columns: 6, panels: [...totals(window), ...configuration()] },
      { title: 'Workloads', columns: 1, panels: [httpWorkloads(window), tcpWorkloads(window)] },
      { title: 'Control Plane', columns: 1, panels: [versions('Istio Components by Version', '.+')] },
    ],
  };
}

const intro = text(
  '',
  'Traffic as the receiving sidecars and gateways report it. A row of the tables leads to the dashboard of its service or workload.',
  { height: 2 },
);

function totals(window: string): Panel[] {
  const ofCode = (code: string) =>
    orZero(requestRate({ ...ALL, matchers: `${ALL.matchers}, response_code=~"${code}"` }, window));
  const mutual = requestRate({ ...ALL, matchers: `${ALL.matchers}, connection_security_policy="mutual_tls"` }, window);
  return [
    number('Global Request Volume', requestRate(ALL, window), { unit: 'ops' }),
    number('Global Success Rate (non-5xx responses)', successRatio(ALL, window), {
      unit: 'percentunit',
      decimals: 2,
      thresholds: { at: [0.95, 0.99], good: 'high' },
    }),
    number('4xxs', ofCode('4.*'), { unit: 'ops' }),
    number('5xxs', ofCode('5.*'), { unit: 'ops' }),
    number('Requests over Mutual TLS', `${orZero(mutual)} / ${requestRate(ALL, window)}`, {
      unit: 'percentunit',
      decimals: 1,
    }),
    graph(
      'Requests by Response Code',
      [{ expr: requestRate({ ...ALL, by: ['response_code'] }, window), legend: '{{response_code}}' }],
      { unit: 'ops', height: 4, stack: true },
    ),
  ];
}

/** What galley holds now. Several galleys hold the same objects, hence the max. */
function configuration(): Panel[] {
  const count = (collection: string) => orZero(`sum(max(galley_istio_${collection}) by (namespace, name))`);
  return [
    number('Virtual Services', count('networking_virtualservices'), { unit: 'none' }),
    number('Destination Rules', count('networking_destinationrules'), { unit: 'none' }),
    number('Gateways', count('networking_gateways'), { unit: 'none' }),
    number('Authentication Mesh Policies', count('authentication_meshpolicies'), { unit: 'none' }),
  ];
}

function httpWorkloads(window: string): Panel {
  const flow = { ...ALL, by: WORKLOAD };
  const latency = (q: number) => quantile(q, `istio_request_duration_seconds{${ALL.matchers}}`, window, ...WORKLOAD);
  return table(
    'HTTP/GRPC Workloads',
    [requestRate(flow, window), latency(0.5), latency(0.9), latency(0.99), successRatio(flow, window)],
    [
      ...identity,
      { heading: 'Requests', from: { query: 0 }, unit: 'ops' },
      { heading: 'P50 Latency', from: { query: 1 }, unit: 's' },
      { heading: 'P90 Latency', from: { query: 2 }, unit: 's' },
      { heading: 'P99 Latency', from: { query: 3 }, unit: 's' },
      {
        heading: 'Success Rate',
        from: { query: 4 },
        unit: 'percentunit',
        thresholds: { at: [0.95, 0.99], good: 'high' },
      },
    ],
  );
}

function tcpWorkloads(window: string): Panel {
  const of = (what: string) => sumRate(`istio_tcp_${what}_total{${ALL.matchers}}`, window, ...WORKLOAD);
  return table(
    'TCP Workloads',
    [of('received_bytes'), of('sent_bytes'), of('connections_opened')],
    [
      ...identity,
      { heading: 'Bytes Received', from: { query: 0 }, unit: 'Bps' },
      { heading: 'Bytes Sent', from: { query: 1 }, unit: 'Bps' },
      { heading: 'New Connections', from: { query: 2 }, unit: 'ops' },
    ],
  );
}
