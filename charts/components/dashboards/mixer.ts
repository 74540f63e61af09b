import type { Dashboard, DashboardContext, Row } from './model.ts';
import { graph } from './panels.ts';
import { orZero, quantile, sumRate } from './promql.ts';
import { resourcesRow, versions } from './resources.ts';

const PROGRAM = {
  job: 'istio-(policy|telemetry)',
  pod: 'istio-(policy|telemetry)-.*',
  container: 'mixer',
};

/** Mixer: policy and telemetry answer, how fast, and which adapter is to blame. */
export function mixerDashboard(context: DashboardContext): Dashboard {
  const { window } = context;
  return {
    uid: 'istio-mixer-dashboard',
    variables: [
      { name: 'adapter', label: 'Adapter', query: 'label_values(mixer_runtime_dispatches_total, adapter)', many: true },
    ],
    rows: [
      { title: '', columns: 1, panels: [versions('Mixer Versions', 'mixer')] },
      resourcesRow(PROGRAM, context),
      calls(context),
      adapters(window),
      configuration(),
      perAdapter(window),
    ],
  };
}

function calls({ window, mixerCalls }: DashboardContext): Row {
  const { completed, latency, own, method, status, faults } = mixerCalls;
  const ended = (matchers: string, ...by: string[]) => sumRate(`${completed}{${own}${matchers}}`, window, 'job', ...by);
  const ofMethod = `{{job}} {{${method}}}`;
  return {
    title: 'Requests',
    columns: 2,
    panels: [
      graph('Incoming Requests', [{ expr: ended('', method), legend: ofMethod }], { unit: 'ops' }),
      graph(
        'Response Durations',
        [0.5, 0.9, 0.99].map((q) => ({
          expr: quantile(q, `${latency}{${own}}`, window, 'job', method),
          legend: `${ofMethod} P${q * 100}`,
        })),
        { unit: mixerCalls.unit },
      ),
      graph(
        'Server Error Rate (5xx responses)',
        [
          { expr: ended(`, ${status}=~"${faults}"`, method), legend: ofMethod },
          { expr: orZero(sumRate('mixer_loadshedding_requests_throttled', window)), legend: 'shed under overload' },
        ],
        { unit: 'ops' },
      ),
      graph('Non-successes (4xxs)', [{ expr: ended(`, ${status}!="OK"`, status), legend: `{{job}} {{${status}}}` }], {
        unit: 'ops',
      }),
    ],
  };
}

function adapters(window: string): Row {
  return {
    title: 'Adapters and Config',
    columns: 2,
    panels: [
      graph(
        'Adapter Dispatch Count',
        [
          { expr: sumRate('mixer_runtime_dispatches_total', window, 'adapter'), legend: '{{adapter}}' },
          {
            expr: sumRate('mixer_runtime_dispatches_total{error="true"}', window, 'adapter'),
            legend: '{{adapter}} failed',
          },
        ],
        { unit: 'ops' },
      ),
      graph('Adapter Dispatch Duration', durations('', ['adapter'], window), { unit: 's' }),
    ],
  };
}

const durations = (matchers: string, by: string[], window: string) =>
  [0.5, 0.9, 0.99].map((q) => ({
    expr: quantile(q, `mixer_runtime_dispatch_duration_seconds{${matchers}}`, window, ...by),
    legend: `${by.map((label) => `{{${label}}}`).join(' ')} P${q * 100}`,
  }));

function configuration(): Row {
  const gauge = (metric: string, legend: string) => ({
    expr: `max(mixer_config_${metric}) by (job)`,
    legend: `{{job}} ${legend}`,
  });
  const errors = 'errors';
  return {
    title: 'Latest Config',
    columns: 4,
    panels: [
      graph('Rules', [
        gauge('rule_configs_total', 'rules'),
        gauge('rule_config_errors_total', errors),
        gauge('rule_config_match_error_total', 'match errors'),
        gauge('unsatisfied_action_handler_total', 'actions without handler'),
      ]),
      graph('Instances in Latest Config', [
        gauge('instance_configs_total', 'instances'),
        gauge('instance_config_errors_total', errors),
      ]),
      graph('Handlers in Latest Config', [
        gauge('handler_configs_total', 'handlers'),
        gauge('handler_validation_error_total', errors),
        { expr: 'max(mixer_handler_handler_build_failures_total) by (job)', legend: '{{job}} not built' },
      ]),
      graph('Attributes in Latest Config', [gauge('attributes_total', 'attributes')]),
    ],
  };
}

function perAdapter(window: string): Row {
  const own = 'adapter=~"$adapter"';
  return {
    title: '$adapter Adapter',
    repeat: 'adapter',
    columns: 2,
    panels: [
      graph(
        'Dispatch Count By Handler',
        [
          {
            expr: sumRate(`mixer_runtime_dispatches_total{${own}}`, window, 'handler', 'meshFunction', 'error'),
            legend: '{{handler}} {{meshFunction}} failed: {{error}}',
          },
        ],
        { unit: 'ops' },
      ),
      graph('Dispatch Duration By Handler', durations(own, ['handler', 'meshFunction'], window), { unit: 's' }),
    ],
  };
}
