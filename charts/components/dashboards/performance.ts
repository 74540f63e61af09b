import type { Dashboard, DashboardContext, Panel, Row, Unit } from './model.ts';
import { graph, text } from './panels.ts';
import { sum, sumRate } from './promql.ts';
import { resourcesRow, versions } from './resources.ts';

/** Containers whose cost is shown next to each other, by what they are for. */
interface Consumer {
  readonly name: string;
  /** Matchers of container_* series. */
  readonly matchers: string;
}

const consumers = ({ namespace, gateways }: DashboardContext): Consumer[] => {
  const inMesh = `namespace="${namespace}"`;
  return [
    { name: 'sidecars', matchers: `namespace!="${namespace}", container="istio-proxy"` },
    ...gateways.map((name) => ({ name, matchers: `${inMesh}, pod=~"${name}-.*", container="istio-proxy"` })),
    { name: 'istio-telemetry', matchers: `${inMesh}, pod=~"istio-telemetry-.*", container=~"mixer|istio-proxy"` },
    { name: 'istio-policy', matchers: `${inMesh}, pod=~"istio-policy-.*", container=~"mixer|istio-proxy"` },
    { name: 'istio-pilot', matchers: `${inMesh}, pod=~"istio-pilot-.*", container=~"discovery|istio-proxy"` },
  ];
};

/** What the mesh costs, absolutely and per request. */
export function performanceDashboard(context: DashboardContext): Dashboard {
  return {
    uid: 'istio-performance-dashboard',
    rows: [
      { title: '', columns: 1, panels: [readme] },
      costs(context),
      proxies(context),
      titled('Pilot', { job: 'pilot', pod: 'istio-pilot-.*', container: 'discovery|istio-proxy' }, context),
      titled(
        'Mixer',
        {
          job: 'istio-(policy|telemetry)',
          pod: 'istio-(policy|telemetry)-.*',
          container: 'mixer|istio-proxy',
        },
        context,
      ),
      { title: 'Versions', columns: 1, panels: [versions('Istio Components by Version', '.+')] },
    ],
  };
}

const readme = text(
  'Performance Dashboard README',
  [
    '**vCPU / 1k rps** is what a component uses for a load of a thousand requests per second; with little traffic it is',
    'dominated by what the component uses when idle. Memory depends on the size of the mesh rather than on its load:',
    'compare it with the number of services and proxies. CPU and memory are those of the containers, from the kubelets.',
  ].join(' '),
);

function costs(context: DashboardContext): Row {
  const { window } = context;
  const requests = sumRate('istio_requests_total{reporter="destination"}', window);
  const cpu = ({ matchers }: Consumer) => sumRate(`container_cpu_usage_seconds_total{${matchers}}`, window);
  const panel = (title: string, unit: Unit, expr: (consumer: Consumer) => string): Panel =>
    graph(
      title,
      consumers(context).map((consumer) => ({ expr: expr(consumer), legend: consumer.name })),
      { unit },
    );
  return {
    title: 'vCPU, Memory and Traffic',
    columns: 2,
    panels: [
      panel('vCPU / 1k rps', 'short', (consumer) => `${cpu(consumer)} / (${requests} / 1000)`),
      panel('vCPU', 'short', cpu),
      panel('Memory Usage', 'bytes', ({ matchers }) => sum(`container_memory_working_set_bytes{${matchers}}`)),
      graph('Bytes transferred / sec', transferred(window), { unit: 'Bps' }),
    ],
  };
}

const transferred = (window: string) =>
  ['request', 'response']
    .map((direction) => ({
      expr: sumRate(`istio_${direction}_bytes_sum{reporter="destination"}`, window),
      legend: `HTTP ${direction}s`,
    }))
    .concat(
      ['received', 'sent'].map((direction) => ({
        expr: sumRate(`istio_tcp_${direction}_bytes_total{reporter="destination"}`, window),
        legend: `TCP ${direction}`,
      })),
    );

function proxies({ window }: DashboardContext): Row {
  const busiest = (expr: string) => [{ expr: `topk(10, ${expr})`, legend: '{{namespace}}/{{pod}}' }];
  const cpu = sumRate('container_cpu_usage_seconds_total{container="istio-proxy"}', window, 'namespace', 'pod');
  const memory = sum('container_memory_working_set_bytes{container="istio-proxy"}', 'namespace', 'pod');
  return {
    title: 'Istio Proxy',
    columns: 3,
    panels: [
      graph('Memory of the Largest Proxies', busiest(memory), { unit: 'bytes' }),
      graph('vCPU of the Busiest Proxies', busiest(cpu)),
      graph('Connections of the Busiest Proxies', [
        { expr: 'topk(10, envoy_server_total_connections)', legend: '{{namespace}}/{{pod_name}}' },
      ]),
    ],
  };
}

function titled(title: string, program: Parameters<typeof resourcesRow>[0], context: DashboardContext): Row {
  return { ...resourcesRow(program, context), title };
}
