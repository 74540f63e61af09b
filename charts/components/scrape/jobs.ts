import type { ControlPlaneJob, PrometheusFacts, Relabeling } from '../../catalog/prometheus.ts';
import { copy, fixed, keep, labels, META, portFrom, replace } from './relabel.ts';

/** One entry of `scrape_configs` (prometheus.io/docs, "scrape_config"): the fields that we use. */
export interface ScrapeJob {
  readonly job_name: string;
  readonly scrape_interval?: string;
  readonly scheme?: 'https';
  readonly metrics_path?: string;
  readonly tls_config?: Readonly<Record<string, string | boolean>>;
  readonly bearer_token_file?: string;
  readonly kubernetes_sd_configs: readonly Discovery[];
  readonly relabel_configs: readonly Relabeling[];
  readonly metric_relabel_configs?: readonly Relabeling[];
}

interface Discovery {
  readonly role: 'endpoints' | 'node' | 'pod';
  readonly namespaces?: { readonly names: readonly string[] };
}

/** Where the pod finds its certificate of the mesh. */
export const CERTIFICATES = '/etc/istio-certs';

const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
const POD = `${META}_pod_annotation`;
const SERVICE = `${META}_service_annotation`;

const API_SERVER = {
  scheme: 'https',
  tls_config: { ca_file: `${ACCOUNT}/ca.crt` },
  bearer_token_file: `${ACCOUNT}/token`,
} as const;

const endpointsIn = (namespace: string): Discovery[] => [{ role: 'endpoints', namespaces: { names: [namespace] } }];

const servicePort = (service: string, port: string): Relabeling =>
  keep([`${META}_service_name`, `${META}_endpoint_port_name`], `${service};${port}`);

/** The endpoints of one Service of the control plane; interval `''` is the global one. */
export function controlPlane({ job, service, port }: ControlPlaneJob, namespace: string, interval: string): ScrapeJob {
  return {
    job_name: job,
    ...(interval !== '' && { scrape_interval: interval }),
    kubernetes_sd_configs: endpointsIn(namespace),
    relabel_configs: [servicePort(service, port)],
  };
}

const podIdentity = [labels('pod_label'), copy(`${META}_namespace`, 'namespace'), copy(`${META}_pod_name`, 'pod_name')];

/** The Envoy of every sidecar and gateway, found by its container port. */
export function envoys(facts: PrometheusFacts): ScrapeJob {
  return {
    job_name: 'envoy-stats',
    metrics_path: '/stats/prometheus',
    kubernetes_sd_configs: [{ role: 'pod' }],
    relabel_configs: [
      keep([`${META}_pod_container_port_name`], '.*-envoy-prom'),
      portFrom(`${POD}_prometheus_io_port`, '$1:15090'),
      ...podIdentity,
    ],
    ...(facts.droppedEnvoySeries.length > 0 && { metric_relabel_configs: facts.droppedEnvoySeries }),
  };
}

/** The API servers. */
export const apiServers: ScrapeJob = {
  job_name: 'kubernetes-apiservers',
  ...API_SERVER,
  kubernetes_sd_configs: endpointsIn('default'),
  relabel_configs: [servicePort('kubernetes', 'https')],
};

/** A path of every kubelet, through the proxy of the API server: no route to the nodes is needed. */
export function kubelets(job_name: string, path: string): ScrapeJob {
  return {
    job_name,
    ...API_SERVER,
    kubernetes_sd_configs: [{ role: 'node' }],
    relabel_configs: [
      labels('node_label'),
      fixed('__address__', 'kubernetes.default.svc:443'),
      replace(`${META}_node_name`, '__metrics_path__', '(.+)', `/api/v1/nodes/\${1}/proxy/${path}`),
    ],
  };
}

/** Services with the annotation prometheus.io/scrape; also scheme, path and port. */
export const annotatedServices: ScrapeJob = {
  job_name: 'kubernetes-service-endpoints',
  kubernetes_sd_configs: [{ role: 'endpoints' }],
  relabel_configs: [
    keep([`${SERVICE}_prometheus_io_scrape`], 'true'),
    replace(`${SERVICE}_prometheus_io_scheme`, '__scheme__', '(https?)'),
    replace(`${SERVICE}_prometheus_io_path`, '__metrics_path__', '(.+)'),
    portFrom(`${SERVICE}_prometheus_io_port`, '$1:$2'),
    labels('service_label'),
    copy(`${META}_namespace`, 'kubernetes_namespace'),
    copy(`${META}_service_name`, 'kubernetes_name'),
  ],
};

const annotatedPods = keep([`${POD}_prometheus_io_scrape`], 'true');
const podPath = replace(`${POD}_prometheus_io_path`, '__metrics_path__', '(.+)');
const podPort = portFrom(`${POD}_prometheus_io_port`, '$1:$2');

/** Annotated pods that answer in plain text. */
export function plainPods(facts: PrometheusFacts): ScrapeJob {
  return {
    job_name: 'kubernetes-pods',
    kubernetes_sd_configs: [{ role: 'pod' }],
    relabel_configs: [annotatedPods, ...facts.plainPods, podPath, podPort, ...podIdentity],
  };
}

/** Annotated pods behind a sidecar, with the certificate of the mesh. Names are not verified: targets are addresses. */
export function securePods(facts: PrometheusFacts): ScrapeJob {
  return {
    job_name: 'kubernetes-pods-istio-secure',
    scheme: 'https',
    tls_config: {
      ca_file: `${CERTIFICATES}/root-cert.pem`,
      cert_file: `${CERTIFICATES}/cert-chain.pem`,
      key_file: `${CERTIFICATES}/key.pem`,
      insecure_skip_verify: true,
    },
    kubernetes_sd_configs: [{ role: 'pod' }],
    relabel_configs: [
      annotatedPods,
      keep([`${POD}_sidecar_istio_io_status`, `${POD}_istio_mtls`], '(([^;]+);([^;]*))|(([^;]*);(true))'),
      ...facts.notSecurePods,
      podPath,
      keep(['__address__'], String.raw`([^:]+):(\d+)`),
      podPort,
      ...podIdentity,
    ],
  };
}
