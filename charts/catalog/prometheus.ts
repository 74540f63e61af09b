import type { ByMinor } from './minor.ts';

/** One entry of `relabel_configs` (prometheus.io/docs, "relabel_config"). */
export interface Relabeling {
  readonly action: 'keep' | 'drop' | 'replace' | 'labelmap';
  readonly source_labels?: readonly string[];
  readonly regex?: string;
  readonly target_label?: string;
  readonly replacement?: string;
}

/** A scrape job over the endpoints of one Service of the control plane. */
export interface ControlPlaneJob {
  readonly job: string;
  readonly service: string;
  /** Name of the Service port. */
  readonly port: string;
}

/** A container that ends when the certificate of the mesh is there. */
export interface CertificateWait {
  readonly image: string;
  readonly command: readonly string[];
}

/** What differs between the Prometheus of the release lines. */
export interface PrometheusFacts {
  readonly image: string;
  /** Labels of the Service beside `app`. */
  readonly serviceLabels: Readonly<Record<string, string>>;
  readonly controlPlaneJobs: readonly ControlPlaneJob[];
  /** Scrape interval of the control plane's jobs and of the mesh; empty is the global one. */
  readonly controlPlaneInterval: string;
  /** Proxies have a port for Prometheus; otherwise they send their statistics to statsd. */
  readonly envoyStats: boolean;
  /**
   * Whether the pod waits for its certificate, Secret istio.default, where citadel makes one. Without certificate it
   * scrapes no pods over mutual TLS.
   */
  readonly certificate: 'required' | 'optional' | 'none';
  /** How it waits for a certificate that is optional to the kubelet. */
  readonly certificateWait?: CertificateWait;
  /** Which annotated pods are scraped in plain text. */
  readonly plainPods: readonly Relabeling[];
  /** Which annotated pods with a sidecar are nevertheless not scraped over mutual TLS. */
  readonly notSecurePods: readonly Relabeling[];
  /** Series of the proxies that are dropped, as `metric_relabel_configs`. */
  readonly droppedEnvoySeries: readonly Relabeling[];
}

const POD = '__meta_kubernetes_pod_annotation';
const MONITORING = 'http-monitoring';
const monitored = (job: string, service: string): ControlPlaneJob => ({ job, service, port: MONITORING });

const WITHOUT_CITADEL: readonly ControlPlaneJob[] = [
  monitored('istio-policy', 'istio-policy'),
  monitored('istio-telemetry', 'istio-telemetry'),
  monitored('pilot', 'istio-pilot'),
  monitored('galley', 'istio-galley'),
];
const CONTROL_PLANE_JOBS: readonly ControlPlaneJob[] = [...WITHOUT_CITADEL, monitored('citadel', 'istio-citadel')];

const dropped = (label: string, regex: string): Relabeling => ({ action: 'drop', source_labels: [label], regex });

const OVER_MUTUAL_TLS = dropped(`${POD}_istio_mtls`, '(true)');
const WITHOUT_SIDECAR: Relabeling = {
  action: 'keep',
  source_labels: [`${POD}_sidecar_istio_io_status`, `${POD}_prometheus_io_scheme`],
  regex: '((;.*)|(.*;http))',
};

/** What mixer reports better, and what grows with the number of services. */
const DROPPED_ENVOY_SERIES: readonly Relabeling[] = [
  dropped('cluster_name', '(outbound|inbound|prometheus_stats).*'),
  dropped('tcp_prefix', '(outbound|inbound|prometheus_stats).*'),
  dropped('listener_address', '(.+)'),
  dropped('http_conn_manager_listener_prefix', '(.+)'),
  dropped('http_conn_manager_prefix', '(.+)'),
  dropped('__name__', 'envoy_tls.*'),
  dropped('__name__', 'envoy_tcp_downstream.*'),
  dropped('__name__', 'envoy_http_(stats|admin).*'),
  dropped('__name__', 'envoy_cluster_(lb|retry|bind|internal|max|original).*'),
];

/** Half a minute, then the kubelet tries again. */
const WAIT =
  'counter=0; until [ "$counter" -ge 30 ]; do if [ -f /etc/istio-certs/key.pem ]; then exit 0; ' +
  'else echo waiting for istio certs && sleep 1 && counter=$((counter+1)); fi; done; exit 1;';

const newest: PrometheusFacts = {
  image: 'docker.io/prom/prometheus:v2.12.0',
  serviceLabels: {},
  controlPlaneJobs: CONTROL_PLANE_JOBS,
  controlPlaneInterval: '',
  envoyStats: true,
  certificate: 'required',
  plainPods: [WITHOUT_SIDECAR, OVER_MUTUAL_TLS],
  notSecurePods: [dropped(`${POD}_prometheus_io_scheme`, '(http)')],
  droppedEnvoySeries: [],
};

const since12: PrometheusFacts = { ...newest, image: 'docker.io/prom/prometheus:v2.8.0' };

/** charts/prometheus of each line. */
export const PROMETHEUS: ByMinor<PrometheusFacts> = {
  '1.0': {
    ...newest,
    image: 'docker.io/prom/prometheus:v2.3.1',
    serviceLabels: { name: 'prometheus' },
    controlPlaneJobs: [...WITHOUT_CITADEL, { job: 'envoy', service: 'istio-statsd-prom-bridge', port: 'statsd-prom' }],
    controlPlaneInterval: '5s',
    envoyStats: false,
    certificate: 'none',
    plainPods: [],
    notSecurePods: [],
  },
  '1.0.3': {
    controlPlaneJobs: WITHOUT_CITADEL,
    envoyStats: true,
    certificate: 'optional',
    plainPods: [dropped(`${POD}_sidecar_istio_io_status`, '(.+)'), OVER_MUTUAL_TLS],
    droppedEnvoySeries: DROPPED_ENVOY_SERIES,
  },
  '1.1': {
    ...newest,
    image: 'docker.io/prom/prometheus:v2.3.1',
    controlPlaneJobs: WITHOUT_CITADEL,
    certificate: 'optional',
    certificateWait: { image: 'busybox:1.30.1', command: ['sh', '-c', WAIT] },
    droppedEnvoySeries: DROPPED_ENVOY_SERIES,
  },
  '1.1.1': { controlPlaneJobs: CONTROL_PLANE_JOBS },
  '1.1.5': { certificate: 'required', certificateWait: undefined },
  '1.2': since12,
  '1.3': since12,
  '1.4': newest,
};
