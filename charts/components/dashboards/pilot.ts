import type { Dashboard, DashboardContext, Row } from './model.ts';
import { graph } from './panels.ts';
import { orZero, quantile, sum, sumRate } from './promql.ts';
import { resourcesRow, versions } from './resources.ts';

const PROGRAM = { job: 'pilot', pod: 'istio-pilot-.*', container: 'discovery|istio-proxy' };

/** Pilot: does configuration reach the proxies, how fast, and what is wrong with it. */
export function pilotDashboard(context: DashboardContext): Dashboard {
  return {
    uid: 'istio-pilot-dashboard',
    rows: [
      { title: '', columns: 1, panels: [versions('Pilot Versions', 'pilot')] },
      resourcesRow(PROGRAM, context),
      pushes(context),
      configuration(),
      proxies(context),
    ],
  };
}

const TYPES = ['cds', 'eds', 'lds', 'rds'] as const;

function pushes({ window }: DashboardContext): Row {
  const ofType = (types: string) => sumRate(`pilot_xds_pushes{type=~"${types}"}`, window, 'type');
  const rejected = TYPES.map((type) => ({ expr: orZero(sum(`pilot_xds_${type}_reject`)), legend: `rejected ${type}` }));
  return {
    title: 'Pilot Push Information',
    columns: 3,
    panels: [
      graph(
        'Pilot Pushes',
        [
          { expr: ofType(TYPES.join('|')), legend: '{{type}}' },
          { expr: sumRate('pilot_inbound_updates', window, 'type'), legend: 'update: {{type}}' },
        ],
        { unit: 'ops', description: 'Pushes to proxies, and the changes in the cluster that cause them.' },
      ),
      graph(
        'Pilot Errors',
        [
          ...rejected,
          { expr: ofType('.*_(senderr|builderr)'), legend: '{{type}}' },
          { expr: orZero(sumRate('pilot_total_xds_internal_errors', window)), legend: 'internal errors' },
          { expr: orZero(sumRate('pilot_xds_push_context_errors', window)), legend: 'push context errors' },
          { expr: orZero(sumRate('pilot_xds_write_timeout', window)), legend: 'write timeouts' },
        ],
        { description: 'Rejected: proxies that refuse what they got now. The rest: per second.' },
      ),
      graph(
        'Proxy Push Time',
        [
          ...[0.5, 0.9, 0.99].map((q) => ({
            expr: quantile(q, 'pilot_proxy_convergence_time', window),
            legend: `P${q * 100} to the proxy`,
          })),
          { expr: quantile(0.99, 'pilot_proxy_queue_time', window), legend: 'P99 in the queue' },
        ],
        { unit: 's', description: 'From a change to the proxy that has it.' },
      ),
    ],
  };
}

const CONFLICTS: Readonly<Record<string, string>> = {
  pilot_conflict_inbound_listener: 'inbound listeners',
  pilot_conflict_outbound_listener_http_over_current_tcp: 'http over current tcp',
  pilot_conflict_outbound_listener_http_over_https: 'http over https',
  pilot_conflict_outbound_listener_tcp_over_current_tcp: 'tcp over current tcp',
  pilot_conflict_outbound_listener_tcp_over_current_http: 'tcp over current http',
  pilot_vservice_dup_domain: 'virtual services with the same domain',
  pilot_destrule_subsets: 'subsets with the same name',
  pilot_duplicate_envoy_clusters: 'clusters with the same name',
};

const KNOWN: Readonly<Record<string, string>> = {
  pilot_services: 'services',
  pilot_virt_services: 'virtual services',
};

const WITHOUT_ENDPOINTS: Readonly<Record<string, string>> = {
  pilot_eds_no_instances: 'clusters without instances',
  pilot_endpoint_not_ready: 'endpoints that are not ready',
  endpoint_no_pod: 'endpoints without a pod',
  pilot_no_ip: 'proxies of no service',
};

/** Every replica counts the same configuration: the largest count is the count. */
const largest = (metrics: Readonly<Record<string, string>>) =>
  Object.entries(metrics).map(([metric, legend]) => ({ expr: `max(${metric}{job="pilot"})`, legend }));

function configuration(): Row {
  return {
    title: 'Configuration',
    columns: 3,
    panels: [
      graph('Conflicts', largest(CONFLICTS), { description: 'Configuration of which only one part takes effect.' }),
      graph('ADS Monitoring', [
        ...largest(KNOWN),
        { expr: sum('pilot_xds{job="pilot"}'), legend: 'connected proxies' },
      ]),
      graph('Clusters with no known endpoints', largest(WITHOUT_ENDPOINTS)),
    ],
  };
}

function proxies({ window }: DashboardContext): Row {
  const cluster = (metric: string) => `envoy_cluster_upstream_${metric}{cluster_name="xds-grpc"}`;
  return {
    title: 'Proxies',
    columns: 3,
    panels: [
      graph(
        'Envoy Details',
        [
          { expr: sumRate(cluster('cx_total'), window), legend: 'new connections' },
          { expr: sumRate(cluster('cx_connect_fail'), window), legend: 'failed connections' },
          { expr: sumRate(cluster('cx_connect_timeout'), window), legend: 'connection timeouts' },
          { expr: sumRate(cluster('rq_pending_failure_eject'), window), legend: 'requests without connection' },
        ],
        { unit: 'ops', description: 'What the proxies say of their connection to pilot.' },
      ),
      graph('XDS Active Connections', [{ expr: sum(cluster('cx_active')), legend: 'connections' }]),
      graph(
        'XDS Requests Size',
        [
          { expr: sumRate(cluster('cx_rx_bytes_total'), window), legend: 'from pilot' },
          { expr: sumRate(cluster('cx_tx_bytes_total'), window), legend: 'to pilot' },
          { expr: `max(rate(${cluster('cx_rx_bytes_total')}[${window}]))`, legend: 'from pilot, largest proxy' },
        ],
        { unit: 'Bps' },
      ),
    ],
  };
}
