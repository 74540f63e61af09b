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

/** What differs between the Prometheus of the release lines. */
export interface PrometheusFacts {
  readonly image: string;
  readonly controlPlaneJobs: readonly ControlPlaneJob[];
  /** Scrape interval of the control plane's jobs and of the mesh; empty is the global one. */
  readonly controlPlaneInterval: string;
  /** Whether the pod waits for its certificate, Secret istio.default, where citadel makes one. */
  readonly certificate: 'required' | 'optional';
  /** Which annotated pods are scraped in plain text. */
  readonly plainPods: Relabeling;
  /** Which annotated pods with a sidecar are nevertheless not scraped over mutual TLS. */
  readonly notSecurePods: readonly Relabeling[];
  /** Series of the proxies that are dropped, as `metric_relabel_configs`. */
  readonly droppedEnvoySeries: readonly Relabeling[];
}

const POD = '__meta_kubernetes_pod_annotation';
const monitored = (job: string, service: string): ControlPlaneJob => ({ job, service, port: 'http-monitoring' });

/** charts/prometheus of each line. */
export const PROMETHEUS: ByMinor<PrometheusFacts> = {
  '1.4': {
    image: 'docker.io/prom/prometheus:v2.12.0',
    controlPlaneJobs: [
      monitored('istio-policy', 'istio-policy'),
      monitored('istio-telemetry', 'istio-telemetry'),
      monitored('pilot', 'istio-pilot'),
      monitored('galley', 'istio-galley'),
      monitored('citadel', 'istio-citadel'),
    ],
    controlPlaneInterval: '',
    certificate: 'required',
    plainPods: {
      action: 'keep',
      source_labels: [`${POD}_sidecar_istio_io_status`, `${POD}_prometheus_io_scheme`],
      regex: '((;.*)|(.*;http))',
    },
    notSecurePods: [{ action: 'drop', source_labels: [`${POD}_prometheus_io_scheme`], regex: '(http)' }],
    droppedEnvoySeries: [],
  },
};
