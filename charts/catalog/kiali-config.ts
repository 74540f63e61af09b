/** What Kiali has to be told of the mesh. */
export interface KialiSurroundings {
  readonly namespace: string;
  readonly clusterDomain: string;
  /** Add-ons that it links to and that are installed. */
  readonly grafana: boolean;
  readonly jaeger: boolean;
  /** Addresses for browsers; empty where nobody names one. */
  readonly grafanaURL: string;
  readonly jaegerURL: string;
  readonly prometheusURL: string;
  /** Address of Jaeger's pages in the cluster. */
  readonly jaegerInCluster: string;
  /** Path of its pages and of its API; empty is the root. */
  readonly webRoot: string;
  /** How people log in. */
  readonly strategy: string;
}

/** The content of config.yaml, in the words of one line of Kiali. */
export type KialiConfig = (mesh: KialiSurroundings) => object;

/** Port of Kiali. */
export const PORT = 20001;

const domain = ({ clusterDomain }: KialiSurroundings): object => ({ istio_identity_domain: `svc.${clusterDomain}` });
const server = ({ webRoot }: KialiSurroundings): object => ({
  port: PORT,
  ...(webRoot !== '' && { web_root: webRoot }),
});
const prometheus = ({ prometheusURL: url }: KialiSurroundings): object => ({ url, custom_metrics_url: url });
const link = (url: string): object => (url === '' ? {} : { url });
const links = ({ namespace, grafana, grafanaURL }: KialiSurroundings): object => ({
  display_link: grafana,
  service_namespace: namespace,
  ...link(grafanaURL),
});
const jaeger = ({ jaegerURL }: KialiSurroundings): object => (jaegerURL === '' ? {} : { jaeger: link(jaegerURL) });

/** Kiali 0.9 to 0.12: finds Grafana and Jaeger by their Services. */
export const config09: KialiConfig = (mesh) => ({
  istio_namespace: mesh.namespace,
  server: { port: PORT },
  external_services: { istio: domain(mesh), grafana: links(mesh), ...jaeger(mesh) },
});

/** Kiali before 0.9: has to be told where its pages are. */
export const configBefore09: KialiConfig = (mesh) => ({
  ...config09(mesh),
  server: { port: PORT, static_content_root_directory: '/opt/kiali/console' },
});

/** Kiali 0.14 to 0.16: asks pilot for its version. */
export const config014: KialiConfig = (mesh) => ({
  istio_namespace: mesh.namespace,
  server: { port: PORT },
  external_services: {
    istio: { ...domain(mesh), url_service_version: 'http://istio-pilot:8080/version' },
    grafana: links(mesh),
    ...jaeger(mesh),
  },
});

/** Kiali 0.20. */
export const config020: KialiConfig = (mesh) => ({
  istio_namespace: mesh.namespace,
  auth: { strategy: mesh.strategy },
  server: server(mesh),
  external_services: {
    istio: domain(mesh),
    prometheus: prometheus(mesh),
    grafana: links(mesh),
    tracing: { namespace: mesh.namespace, ...link(mesh.jaegerURL) },
  },
});

/** Kiali 1.4 to 1.9: has to be told in which namespace Jaeger is. */
export const config14: KialiConfig = (mesh) => config(mesh, { namespace: mesh.namespace });

/** Kiali 1.15. */
export const config115: KialiConfig = (mesh) => config(mesh, {});

function config(mesh: KialiSurroundings, tracing: object): object {
  return {
    istio_namespace: mesh.namespace,
    deployment: { accessible_namespaces: ['**'], namespace: mesh.namespace },
    auth: { strategy: mesh.strategy },
    server: server(mesh),
    external_services: {
      istio: domain(mesh),
      prometheus: prometheus(mesh),
      grafana: { enabled: mesh.grafana, ...link(mesh.grafanaURL) },
      tracing: {
        enabled: mesh.jaeger,
        in_cluster_url: mesh.jaegerInCluster,
        ...tracing,
        ...link(mesh.jaegerURL),
      },
    },
  };
}
