import type { ResolvedSpec } from '../../src/api/resolved.ts';
import { ANY_IP_FAMILIES, WORKLOAD } from './default-workload.ts';

type Components = ResolvedSpec['components'];
type Addons = Pick<Components, 'prometheus' | 'grafana' | 'tracing' | 'kiali' | 'servicegraph'>;

const PROMETHEUS = 'http://prometheus:9090';

const ingress = (...hosts: string[]): Components['kiali']['ingress'] => ({
  enabled: false,
  hosts,
  annotations: {},
  tls: [],
});

const persistence: Components['grafana']['persistence'] = {
  enabled: false,
  storageClassName: '',
  accessMode: 'ReadWriteMany',
  size: '5Gi',
};

const webService = (port: number): Components['tracing']['service'] => ({
  type: 'ClusterIP',
  port,
  portName: 'http',
  annotations: {},
  ...ANY_IP_FAMILIES,
});

/** Where Grafana finds the metrics (grafana.com/docs, "Provisioning"). */
const DATA_SOURCE = {
  name: 'Prometheus',
  type: 'prometheus',
  orgId: 1,
  url: PROMETHEUS,
  access: 'proxy',
  isDefault: true,
  jsonData: { timeInterval: '5s' },
  editable: true,
};

/** Where Grafana finds its dashboards. */
const DASHBOARD_PROVIDER = {
  name: 'istio',
  orgId: 1,
  folder: 'istio',
  type: 'file',
  disableDeletion: false,
  options: { path: '/var/lib/grafana/dashboards/istio' },
};

/** The add-ons of 1.4 (values.yaml of their charts). */
export const ADDONS: Addons = {
  prometheus: {
    ...WORKLOAD,
    retention: '6h',
    scrapeInterval: '15s',
    requireCertificate: true,
    service: { annotations: {}, ...ANY_IP_FAMILIES, nodePort: { enabled: false, port: 32090 } },
    contextPath: '/prometheus',
    ingress: ingress('prometheus.local'),
  },
  grafana: {
    ...WORKLOAD,
    enabled: false,
    envSecrets: {},
    persistence,
    auth: { enabled: false, secretName: 'grafana', usernameKey: 'username', passphraseKey: 'passphrase' },
    datasources: [DATA_SOURCE],
    dashboardProviders: [DASHBOARD_PROVIDER],
    service: { ...webService(3000), loadBalancerIP: '', loadBalancerSourceRanges: [] },
    contextPath: '/grafana',
    ingress: ingress('grafana.local'),
  },
  tracing: {
    ...WORKLOAD,
    enabled: false,
    provider: 'jaeger',
    jaeger: { maxTraces: 50000, spanStorageType: 'badger', persistence },
    zipkin: { maxSpans: 500000, queryPort: 9411, probeStartupDelay: 200, heapMegabytes: 700, threads: 2 },
    service: webService(9411),
    contextPath: '',
    ingress: ingress(),
  },
  kiali: {
    ...WORKLOAD,
    enabled: false,
    auth: { strategy: 'login', secretName: 'kiali' },
    viewOnly: false,
    grafanaURL: '',
    jaegerURL: '',
    prometheusAddress: PROMETHEUS,
    contextPath: '/kiali',
    ingress: ingress('kiali.local'),
  },
  servicegraph: { ...WORKLOAD, enabled: false, prometheusAddress: PROMETHEUS },
};
