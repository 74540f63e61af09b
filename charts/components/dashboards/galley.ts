import type { Dashboard, DashboardContext, Row } from './model.ts';
import { graph } from './panels.ts';
import { orZero, quantile, sum, sumRate } from './promql.ts';
import { resourcesRow, versions } from './resources.ts';

const PROGRAM = { job: 'galley', pod: 'istio-galley-.*', container: 'galley' };

/** Galley: is configuration read, accepted, and delivered to pilot and mixer. */
export function galleyDashboard(context: DashboardContext): Dashboard {
  const { window } = context;
  return {
    uid: 'istio-galley-dashboard',
    rows: [
      { title: '', columns: 1, panels: [versions('Galley Versions', 'galley')] },
      resourcesRow(PROGRAM, context),
      processing(window),
      validation(window),
      sources(window),
      delivery(window),
    ],
  };
}

const counters = (prefix: string, names: Readonly<Record<string, string>>, window: string) =>
  Object.entries(names).map(([name, legend]) => ({ expr: sumRate(`${prefix}${name}`, window), legend }));

function processing(window: string): Row {
  const timers = {
    on_change_total: 'changes',
    timer_max_time_reached_total: 'longest wait over',
    timer_quiesce_reached_total: 'quiet again',
    timer_resets_total: 'timer restarted',
  };
  const events = { events_processed_total: 'events', snapshots_published_total: 'snapshots' };
  return {
    title: 'Runtime',
    columns: 2,
    panels: [
      graph('Event Rates', counters('galley_runtime_processor_', events, window), { unit: 'ops' }),
      graph('Timer Rates', counters('galley_runtime_strategy_', timers, window), {
        unit: 'ops',
        description: 'Changes are collected for a moment before a snapshot is published.',
      }),
      graph(
        'Events Per Snapshot',
        [0.5, 0.9, 0.99].map((q) => ({
          expr: quantile(q, 'galley_runtime_processor_snapshot_events_total', window),
          legend: `P${q * 100}`,
        })),
      ),
      graph('State Type Instances', [
        { expr: 'max(galley_runtime_state_type_instances_total) by (collection)', legend: '{{collection}}' },
      ]),
    ],
  };
}

function validation(window: string): Row {
  const results = (result: string, ...by: string[]) => sumRate(`galley_validation_${result}`, window, ...by);
  return {
    title: 'Configuration Validation',
    columns: 3,
    panels: [
      graph('Validation Webhook Certificate', [
        { expr: orZero(sum('galley_validation_cert_key_updates')), legend: 'reloaded' },
        { expr: orZero(sum('galley_validation_cert_key_update_errors')), legend: 'not reloaded: error' },
      ]),
      graph(
        'Resource Validation',
        [
          {
            expr: results('passed', 'group', 'version', 'resource'),
            legend: 'passed: {{resource}}.{{group}}/{{version}}',
          },
          {
            expr: results('failed', 'group', 'version', 'resource', 'reason'),
            legend: 'refused: {{resource}}.{{group}}/{{version}} ({{reason}})',
          },
        ],
        { unit: 'ops' },
      ),
      graph('Validation HTTP Errors', [{ expr: results('http_error', 'status'), legend: '{{status}}' }], {
        unit: 'ops',
        description:
          'Requests of the API server that could not be answered: with failurePolicy Fail nobody can change configuration.',
      }),
    ],
  };
}

function sources(window: string): Row {
  return {
    title: 'Kubernetes Source',
    columns: 2,
    panels: [
      graph(
        'Source Event Rate',
        [
          { expr: sumRate('galley_source_kube_event_success_total', window), legend: 'events' },
          { expr: sumRate('galley_source_kube_event_error_total', window, 'error'), legend: 'failed: {{error}}' },
        ],
        { unit: 'ops' },
      ),
      graph(
        'Kubernetes Object Conversion Failures',
        [
          {
            expr: sumRate('galley_source_kube_dynamic_converter_failure_total', window, 'group', 'apiVersion', 'kind'),
            legend: '{{kind}}.{{group}}/{{apiVersion}}',
          },
        ],
        { unit: 'ops' },
      ),
    ],
  };
}

function delivery(window: string): Row {
  const size = 'istio_mcp_message_sizes_bytes{job="galley"}';
  const answers = (kind: string) => sumRate(`istio_mcp_request_${kind}_total{job="galley"}`, window, 'collection');
  return {
    title: 'Mesh Configuration Protocol',
    columns: 2,
    panels: [
      graph('Connected Clients', [{ expr: sum('istio_mcp_clients_total{job="galley"}'), legend: 'clients' }]),
      graph('Request ACKs', [{ expr: answers('acks'), legend: '{{collection}}' }], { unit: 'ops' }),
      graph('Request NACKs', [{ expr: answers('nacks'), legend: '{{collection}}' }], {
        unit: 'ops',
        description: 'Pilot or mixer refuses what galley sends: it goes on with the last good configuration.',
      }),
      graph(
        'Response message sizes',
        [0.5, 0.9, 0.99].map((q) => ({ expr: quantile(q, size, window), legend: `P${q * 100}` })),
        { unit: 'bytes' },
      ),
    ],
  };
}
