import type { Manifest } from '../../src/api/manifest.ts';
import { buildDashboard } from '../components/dashboards/builder.ts';
import type { Dashboard, Row } from '../components/dashboards/model.ts';
import { graph, number, table } from '../components/dashboards/panels.ts';
import { OPERATOR_LABELS, OPERATOR_NAME } from './settings.ts';

/** Key of the ConfigMap, and name of the file. */
const DASHBOARD_FILE = 'meshwright-dashboard.json';

/** Four scrapes of a slow Prometheus. */
const WINDOW = '5m';

const MESH = 'mesh=~"$mesh"';

/** Metrics that every Node program has, of those that are operators. */
const own = (metric: string): string => `${metric} and on (instance) meshwright_build_info`;

const since = (metric: string): string => `time() - max(${metric})`;

const HEALTH: Row = {
  title: '',
  columns: 4,
  panels: [
    number('Leaders', 'sum(meshwright_leader)', {
      thresholds: { at: [0, 1], good: 'high' },
      decimals: 0,
      description:
        '1: one replica acts. 0: none does, and meshes are not kept. More: they undo the work of each other.',
    }),
    number('Lease Renewed', since('meshwright_lease_renewed_timestamp_seconds'), {
      unit: 's',
      thresholds: { at: [15, 60], good: 'low' },
      description: 'Seconds since a leader renewed its Lease, which it does every other second.',
    }),
    number('Last Pass', since('meshwright_last_pass_timestamp_seconds'), {
      unit: 's',
      thresholds: { at: [660, 1800], good: 'low' },
      description: 'Seconds since a mesh was looked at; each has its turn at least every 10 minutes.',
    }),
    number(
      'Meshes That Are Ready',
      'sum(meshwright_mesh_condition{type="Ready",status="True"}) / count(meshwright_mesh_info)',
      {
        unit: 'percentunit',
        thresholds: { at: [0.5, 1], good: 'high' },
      },
    ),
  ],
};

const MESHES: Row = {
  title: 'Meshes',
  columns: 2,
  panels: [
    table(
      'Releases',
      [`max by (mesh, namespace, version, target, profile) (meshwright_mesh_info{${MESH}})`],
      [
        { heading: 'Mesh', from: { label: 'mesh' } },
        { heading: 'Namespace', from: { label: 'namespace' } },
        { heading: 'Istio', from: { label: 'version' } },
        { heading: 'Target', from: { label: 'target' } },
        { heading: 'Profile', from: { label: 'profile' } },
      ],
      { height: 8 },
    ),
    graph('Phase', [{ expr: `meshwright_mesh_phase{${MESH}} == 1`, legend: '{{mesh}} {{phase}}' }], { unit: 'none' }),
    graph(
      'Components That Do Not Work',
      [{ expr: `meshwright_component_ready{${MESH}} == 0`, legend: '{{mesh}} {{component}}' }],
      { unit: 'none', description: 'A line for as long as a component does not work.' },
    ),
    graph(
      'Proxies up to Date',
      [
        {
          expr: `meshwright_mesh_proxies_up_to_date{${MESH}} / meshwright_mesh_proxies{${MESH}}`,
          legend: '{{mesh}}',
        },
      ],
      { unit: 'percentunit' },
    ),
    graph(
      'Certificates Expire In',
      [
        {
          expr: `meshwright_certificate_expiration_timestamp_seconds{${MESH}} - time()`,
          legend: '{{mesh}} {{certificate}}',
        },
      ],
      { unit: 's' },
    ),
    graph('Contested Fields', [{ expr: `increase(meshwright_contests_total{${MESH}}[1h])`, legend: '{{mesh}}' }], {
      description: 'Fields that another program set again and again, within the hour before.',
    }),
  ],
};

const HOPS: Row = {
  title: 'Upgrades',
  columns: 3,
  panels: [
    graph('Steps of the Hop That Goes On', [{ expr: `meshwright_hop_steps{${MESH}}`, legend: '{{mesh}} {{state}}' }], {
      stack: true,
    }),
    graph(
      'How Long the Hop Has Taken',
      [
        {
          expr: `time() - meshwright_hop_started_timestamp_seconds{${MESH}}`,
          legend: '{{mesh}} {{from}} > {{to}}',
        },
      ],
      { unit: 's' },
    ),
    graph('Hops That Ended', [
      { expr: `meshwright_hops_total{${MESH}}`, legend: '{{mesh}} {{from}} > {{to}} {{outcome}}' },
      { expr: `meshwright_hop_failures_total{${MESH}}`, legend: '{{mesh}} {{to}} failed at {{component}}' },
    ]),
  ],
};

const OPERATOR: Row = {
  title: 'Operator',
  columns: 3,
  panels: [
    graph('Passes', [{ expr: `sum by (result) (rate(meshwright_passes_total[${WINDOW}]))`, legend: '{{result}}' }], {
      unit: 'ops',
    }),
    graph(
      'How Long Passes Take',
      ['0.5', '0.99'].map((quantile) => ({
        expr: `histogram_quantile(${quantile}, sum by (le) (rate(meshwright_pass_duration_seconds_bucket[${WINDOW}])))`,
        legend: `p${Number(quantile) * 100}`,
      })),
      { unit: 's' },
    ),
    graph('Meshes That Wait for a Worker', [{ expr: 'max(meshwright_queue_depth)', legend: 'meshes' }]),
    graph(
      'Requests to the Apiserver',
      [
        {
          expr: `sum by (verb, code) (rate(meshwright_apiserver_requests_total[${WINDOW}]))`,
          legend: '{{verb}} {{code}}',
        },
      ],
      { unit: 'reqps' },
    ),
    graph('Memory', [{ expr: own('process_resident_memory_bytes'), legend: '{{instance}}' }], { unit: 'bytes' }),
    graph(
      'Processor and Event Loop',
      [
        { expr: own(`rate(process_cpu_seconds_total[${WINDOW}])`), legend: '{{instance}} cores' },
        { expr: own('nodejs_eventloop_lag_p99_seconds'), legend: '{{instance}} lag, p99' },
      ],
      { right: { series: '/lag/', unit: 's' } },
    ),
  ],
};

const DASHBOARD: Dashboard = {
  uid: 'meshwright-operator',
  variables: [{ name: 'mesh', label: 'Mesh', query: 'label_values(meshwright_mesh_info, mesh)', many: true }],
  rows: [HEALTH, MESHES, HOPS, OPERATOR],
};

/** The operator and its meshes, in Grafana's JSON model. */
export const operatorDashboard = (): string => `${JSON.stringify(buildDashboard('Meshwright', DASHBOARD), null, 1)}\n`;

/** The dashboard where a Grafana looks for it that collects ConfigMaps by the usual label. */
export const dashboardConfigMap = (namespace: string, dashboard: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name: `${OPERATOR_NAME}-dashboard`,
    namespace,
    labels: { ...OPERATOR_LABELS, grafana_dashboard: '1' },
  },
  data: { [DASHBOARD_FILE]: dashboard },
});
