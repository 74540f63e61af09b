import type { Dashboard, DashboardContext, Variable } from './model.ts';
import { details, overview, ANY_TRAFFIC, type PeerFlow } from './traffic.ts';

const AS_SERVER = 'destination_workload_namespace=~"$namespace", destination_workload=~"$workload"';
const AS_CLIENT = 'source_workload_namespace=~"$namespace", source_workload=~"$workload"';

const values = (matchers: string, label: string): string => `label_values({${ANY_TRAFFIC}${matchers}}, ${label})`;

const VARIABLES: readonly Variable[] = [
  { name: 'namespace', label: 'Namespace', query: values('', 'destination_workload_namespace'), many: false },
  {
    name: 'workload',
    label: 'Workload',
    query: values(', destination_workload_namespace=~"$namespace"', 'destination_workload'),
    many: false,
  },
  {
    name: 'srcns',
    label: 'Inbound Workload Namespace',
    query: values(`, ${AS_SERVER}`, 'source_workload_namespace'),
    many: true,
  },
  {
    name: 'srcwl',
    label: 'Inbound Workload',
    query: values(`, ${AS_SERVER}, source_workload_namespace=~"$srcns"`, 'source_workload'),
    many: true,
  },
  { name: 'dstsvc', label: 'Destination Service', query: values(`, ${AS_CLIENT}`, 'destination_service'), many: true },
];

/** One workload: what comes in, from whom, and what it sends out, to which services. */
export function workloadDashboard(context: DashboardContext): Dashboard {
  const callers: PeerFlow = {
    peer: 'Source',
    matchers: `reporter="destination", ${AS_SERVER}, source_workload_namespace=~"$srcns", source_workload=~"$srcwl"`,
    by: ['source_workload', 'source_workload_namespace'],
    legend: '{{source_workload}}.{{source_workload_namespace}}',
  };
  const called: PeerFlow = {
    peer: 'Destination',
    matchers: `reporter="source", ${AS_CLIENT}, destination_service=~"$dstsvc"`,
    by: ['destination_service'],
    legend: '{{destination_service}}',
  };
  return {
    uid: 'istio-workload-dashboard',
    variables: VARIABLES,
    rows: [
      {
        title: 'WORKLOAD: $workload.$namespace',
        columns: 4,
        panels: [
          ...overview('Incoming', { ...callers, by: [] }, context),
          ...overview('Outgoing', { ...called, by: [] }, context),
        ],
      },
      details('INBOUND WORKLOADS', 'Incoming', callers, context.window),
      details('OUTBOUND SERVICES', 'Outgoing', called, context.window),
    ],
  };
}
