/** Whose Envoy answers: 1.0 had a map of parts, 1.1 lists by state, 1.4 lists listeners by name. */
export type DumpShape = '1.0' | '1.1' | '1.4';

const TYPE = 'type.googleapis.com/envoy.admin.v2alpha.';
const VERSION = '2019-11-20T10:00:00Z/42';
const UPDATED = '2019-11-20T10:00:01.123Z';

/** What is never to be printed. */
export const SECRET = 'c2VjcmV0IGtleQ==';

const socket = (address: string, port: number) => ({ socket_address: { address, port_value: port } });

const bootstrap = {
  node: { id: 'sidecar~10.244.0.7~reviews-v1.default~default.svc.cluster.local', cluster: 'reviews.default' },
  static_resources: {
    clusters: [
      { name: 'prometheus_stats', type: 'STATIC', hosts: [socket('127.0.0.1', 15000)] },
      { name: 'xds-grpc', type: 'STRICT_DNS', hosts: [socket('istio-pilot.istio-system', 15010)] },
      { name: 'zipkin', type: 'STRICT_DNS', hosts: [socket('zipkin.istio-system', 9411)] },
    ],
    listeners: [{ address: socket('0.0.0.0', 15090) }],
  },
  dynamic_resources: {
    ads_config: { api_type: 'GRPC', grpc_services: [{ envoy_grpc: { cluster_name: 'xds-grpc' } }] },
  },
  admin: { access_log_path: '/dev/null', address: socket('127.0.0.1', 15000) },
  stats_config: { use_all_default_tags: false, stats_tags: [{ tag_name: 'cluster_name' }, { tag_name: 'tcp_prefix' }] },
  tracing: { http: { name: 'envoy.zipkin', config: { collector_cluster: 'zipkin' } } },
};

const serviceOf = (i: number) => `service-${i}.default.svc.cluster.local`;
const portOf = (i: number) => 9000 + (i % 10);

const cluster = (i: number) => ({
  version_info: VERSION,
  cluster: { name: `outbound|${portOf(i)}||${serviceOf(i)}`, type: 'EDS', connect_timeout: '10s' },
  last_updated: UPDATED,
});

const inbound = {
  version_info: VERSION,
  cluster: {
    name: 'inbound|9080|http|reviews.default.svc.cluster.local',
    type: 'STATIC',
    load_assignment: {
      endpoints: [{ lb_endpoints: [{ endpoint: { address: socket('127.0.0.1', 9080) } }] }],
    },
  },
  last_updated: UPDATED,
};

interface Listener {
  readonly version_info: string;
  readonly listener: { readonly name: string; readonly [field: string]: unknown };
  readonly last_updated: string;
}

const listener = (name: string, address: string, port: number, bound: boolean): Listener => ({
  version_info: VERSION,
  listener: { name, address: socket(address, port), ...(bound ? {} : { deprecated_v1: { bind_to_port: false } }) },
  last_updated: UPDATED,
});

const LISTENERS = [
  listener('virtual', '0.0.0.0', 15001, true),
  listener('10.244.0.7_9080', '10.244.0.7', 9080, false),
  listener('0.0.0.0_9080', '0.0.0.0', 9080, false),
];

const fixedListeners = bootstrap.static_resources.listeners.map((each) => ({ listener: each, last_updated: UPDATED }));

const LISTENERS_OF: Readonly<Record<DumpShape, object>> = {
  '1.0': { dynamic_active_listeners: LISTENERS },
  '1.1': {
    dynamic_active_listeners: LISTENERS,
    dynamic_draining_listeners: [listener('10.0.0.1_80', '10.0.0.1', 80, false)],
  },
  '1.4': {
    dynamic_listeners: [...LISTENERS, listener('virtualInbound', '0.0.0.0', 15006, true)].map((active_state) => ({
      name: active_state.listener.name,
      active_state,
      ...(active_state.listener.name === 'virtual' && { draining_state: active_state }),
    })),
  },
};

const route = (port: number) => ({
  version_info: VERSION,
  route_config: {
    name: String(port),
    virtual_hosts: [
      { name: `service-${port - 9000}:${port}`, domains: [serviceOf(port - 9000), `10.0.0.${port - 9000}:${port}`] },
    ],
  },
  last_updated: UPDATED,
});

const SECRETS = [
  {
    name: 'default',
    version_info: VERSION,
    last_updated: UPDATED,
    secret: {
      name: 'default',
      tls_certificate: {
        certificate_chain: { inline_bytes: 'cHVibGlj' },
        private_key: { inline_bytes: SECRET },
        password: { inline_string: SECRET },
      },
    },
  },
];

/** What an Envoy answers to `/config_dump`, with so many clusters of services. */
export function envoyDump(shape: DumpShape, clusters = 100): object {
  const parts = {
    bootstrap: { '@type': `${TYPE}BootstrapConfigDump`, bootstrap, last_updated: UPDATED },
    clusters: {
      '@type': `${TYPE}ClustersConfigDump`,
      version_info: VERSION,
      static_clusters: bootstrap.static_resources.clusters.map((each) => ({ cluster: each, last_updated: UPDATED })),
      dynamic_active_clusters: [...Array.from({ length: clusters }, (_, i) => cluster(i)), inbound],
      dynamic_warming_clusters: [cluster(clusters)],
    },
    listeners: {
      '@type': `${TYPE}ListenersConfigDump`,
      version_info: VERSION,
      static_listeners: fixedListeners,
      ...LISTENERS_OF[shape],
    },
    routes: {
      '@type': `${TYPE}RoutesConfigDump`,
      static_route_configs: [{ route_config: { name: 'fixed' }, last_updated: UPDATED }],
      dynamic_route_configs: [9000, 9001].map(route),
    },
    secrets: { '@type': `${TYPE}SecretsConfigDump`, dynamic_active_secrets: SECRETS },
  };
  return { configs: shape === '1.0' ? parts : Object.values(parts) };
}

/** What Envoy answers to /clusters?format=json: one service with one endpoint. */
export const CLUSTER_STATUSES = {
  cluster_statuses: [
    {
      name: 'outbound|9080||reviews.default.svc.cluster.local',
      host_statuses: [
        {
          address: { socket_address: { address: '10.244.0.7', port_value: 9080 } },
          health_status: { eds_health_status: 'HEALTHY' },
        },
      ],
    },
  ],
};
