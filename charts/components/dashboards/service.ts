import type { Dashboard, DashboardContext, Variable } from './model.ts';
import { details, overview, ANY_TRAFFIC, type Flow, type PeerFlow } from './traffic.ts';

const OF_SERVICE = 'destination_service=~"$service"';
const CLIENTS = 'source_workload_namespace=~"$srcns", source_workload=~"$srcwl"';
const SERVERS = 'destination_workload_namespace=~"$dstns", destination_workload=~"$dstwl"';

const choice = (name: string, label: string, matchers: string, from: string): Variable => ({
  name,
  label,
  query: `label_values({${ANY_TRAFFIC}, ${matchers}}, ${from})`,
  many: true,
});

const VARIABLES: readonly Variable[] = [
  { name: 'service', label: 'Service', query: `label_values({${ANY_TRAFFIC}}, destination_service)`, many: false },
  choice('srcns', 'Client Workload Namespace', OF_SERVICE, 'source_workload_namespace'),
  choice('srcwl', 'Client Workload', `${OF_SERVICE}, source_workload_namespace=~"$srcns"`, 'source_workload'),
  choice('dstns', 'Service Workload Namespace', OF_SERVICE, 'destination_workload_namespace'),
  choice(
    'dstwl',
    'Service Workload',
    `${OF_SERVICE}, destination_workload_namespace=~"$dstns"`,
    'destination_workload',
  ),
];

const seenBy = (reporter: string, matchers: string): string => `reporter="${reporter}", ${OF_SERVICE}, ${matchers}`;

/** One service: what its clients see, what its own workloads see, and who calls whom. */
export function serviceDashboard(context: DashboardContext): Dashboard {
  const whole = (reporter: string): Flow => ({
    matchers: seenBy(reporter, `${CLIENTS}, ${SERVERS}`),
    by: [],
    legend: '',
  });
  const clients: PeerFlow = {
    peer: 'Source',
    matchers: seenBy('destination', CLIENTS),
    by: ['source_workload', 'source_workload_namespace'],
    legend: '{{source_workload}}.{{source_workload_namespace}}',
  };
  const servers: PeerFlow = {
    peer: 'Destination',
    matchers: seenBy('destination', SERVERS),
    by: ['destination_workload', 'destination_workload_namespace'],
    legend: '{{destination_workload}}.{{destination_workload_namespace}}',
  };
  return {
    uid: 'istio-service-dashboard',
    variables: VARIABLES,
    rows: [
      {
        title: 'SERVICE: $service',
        columns: 4,
        panels: [...overview('Client', whole('source'), context), ...overview('Server', whole('destination'), context)],
      },
      details('CLIENT WORKLOADS', 'Incoming', clients, context.window),
      details('SERVICE WORKLOADS', 'Incoming', servers, context.window),
    ],
  };
}
