import type { ContainerPort, ServicePort } from '../kit/types.ts';
import type { Resources } from '../../src/api/resolved.ts';
import { like, type ByMinor, type Change } from './minor.ts';

/** A Service of the tracing backend. */
export interface TracingService {
  readonly name: string;
  /** Additional labels of the Service. */
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly ServicePort[];
  /** Without an address of its own: clients want the pods. */
  readonly headless?: true;
  /** Leads to its pages, and takes the annotations of the settings. */
  readonly showsPages?: true;
}

/** What differs between the tracing backends of the release lines. */
export interface TracingFacts {
  /** Name of the Deployment. */
  readonly deployment: string;
  /** Value of the label `app` of the Deployment; empty is the provider, as on pods and Services. */
  readonly label: string;
  /** Name of the container. */
  readonly container: string;
  readonly image: string;
  readonly ports: readonly ContainerPort[];
  readonly podAnnotations: Readonly<Record<string, string>>;
  /** Path at which Prometheus is told to find its metrics, below that of its pages; undefined is Prometheus' usual. */
  readonly metricsPath?: string;
  /** Its pages can be below a path. */
  readonly hasBasePath: boolean;
  /** Can keep spans in files, in a volume. */
  readonly storesSpans: boolean;
  readonly liveness: Probing;
  readonly readiness: Probing;
  /** What the program needs where nobody says otherwise; undefined is spec.defaults.resources. */
  readonly resources?: Resources;
  /** Which of its two Services takes type and port of the settings: that for spans, or that for its pages. */
  readonly chosenService: 'zipkin' | 'tracing';
  /** Which of them the Ingress leads to. */
  readonly ingressTo: 'zipkin' | 'tracing';
  /** Services beside those two. */
  readonly services: readonly TracingService[];
}

/** How a probe asks: over HTTP where there is a path, else by connecting; without port, on the one of the settings. */
export interface Probing {
  readonly port?: number;
  readonly path?: string;
}

const UDP = 'UDP';
const same = (name: string, port: number, protocol = 'TCP'): ServicePort => ({
  name,
  port,
  targetPort: port,
  protocol,
});

const collectorPorts = [same('jaeger-collector-tchannel', 14267), same('jaeger-collector-http', 14268)];
const collectorPortsWithGRPC = [...collectorPorts, same('jaeger-collector-grpc', 14250)];

const agentPorts = [
  same('agent-zipkin-thrift', 5775, UDP),
  same('agent-compact', 6831, UDP),
  same('agent-binary', 6832, UDP),
];

const jaegerServices = (collector: readonly ServicePort[]): TracingService[] => [
  {
    name: 'jaeger-query',
    labels: { 'jaeger-infra': 'jaeger-service' },
    ports: [same('query-http', 16686)],
    showsPages: true,
  },
  { name: 'jaeger-collector', labels: { 'jaeger-infra': 'collector-service' }, ports: collector },
  { name: 'jaeger-agent', labels: { 'jaeger-infra': 'agent-service' }, ports: agentPorts, headless: true },
];

const exposed = (ports: number[], protocol?: string): ContainerPort[] =>
  ports.map((containerPort) => ({ containerPort, ...(protocol !== undefined && { protocol }) }));

const jaegerPorts = (...admin: number[]): ContainerPort[] => [
  ...exposed([9411, 16686, ...admin]),
  ...exposed([5775, 6831, 6832], UDP),
];

/** Jaeger answers probes and Prometheus on the port of its web page, or on one of its own. */
const onWebPort: Probing = { port: 16686, path: '/' };
const onAdminPort: Probing = { port: 14269, path: '/' };
const scrapedOn = (port: number): Record<string, string> => ({
  'prometheus.io/scrape': 'true',
  'prometheus.io/port': String(port),
});

const jaeger11: TracingFacts = {
  deployment: 'istio-tracing',
  label: '',
  container: 'jaeger',
  image: 'docker.io/jaegertracing/all-in-one:1.9',
  ports: jaegerPorts(),
  podAnnotations: scrapedOn(16686),
  metricsPath: '/metrics',
  hasBasePath: true,
  storesSpans: false,
  liveness: onWebPort,
  readiness: onWebPort,
  chosenService: 'zipkin',
  ingressTo: 'tracing',
  services: jaegerServices(collectorPorts),
};

const reportsOnAdminPort: Change<TracingFacts> = {
  image: 'docker.io/jaegertracing/all-in-one:1.14',
  ports: jaegerPorts(14250, 14267, 14268, 14269),
  podAnnotations: scrapedOn(14269),
  metricsPath: undefined,
  liveness: onAdminPort,
  readiness: onAdminPort,
  services: jaegerServices(collectorPortsWithGRPC),
};

/** charts/tracing of each line, provider jaeger. */
export const JAEGER: ByMinor<TracingFacts> = {
  '1.0': like(jaeger11, {
    label: 'istio-tracing',
    image: 'docker.io/jaegertracing/all-in-one:1.5',
    podAnnotations: { 'prometheus.io/scrape': undefined, 'prometheus.io/port': undefined },
    metricsPath: undefined,
    hasBasePath: false,
    ingressTo: 'zipkin',
  }),
  '1.1': jaeger11,
  '1.2': jaeger11,
  '1.3': { ...jaeger11, image: 'docker.io/jaegertracing/all-in-one:1.12', storesSpans: true },
  '1.3.4': reportsOnAdminPort,
  '1.4': like(jaeger11, { ...reportsOnAdminPort, storesSpans: true, chosenService: 'tracing' }),
};

const zipkin: TracingFacts = {
  deployment: 'istio-tracing',
  label: '',
  container: 'zipkin',
  image: 'docker.io/openzipkin/zipkin:2.14.2',
  ports: [],
  podAnnotations: {},
  hasBasePath: false,
  storesSpans: false,
  liveness: {},
  readiness: { path: '/health' },
  resources: { requests: { cpu: '150m', memory: '900Mi' }, limits: { cpu: '300m', memory: '900Mi' } },
  chosenService: 'zipkin',
  ingressTo: 'tracing',
  services: [],
};

const image12 = 'docker.io/openzipkin/zipkin:2';

/** charts/tracing of each line, provider zipkin; 1.0 has none. */
export const ZIPKIN: ByMinor<TracingFacts | null> = {
  '1.0': null,
  '1.1': { ...zipkin, image: image12, deployment: 'istio-zipkin', container: 'tracing' },
  '1.2': { ...zipkin, image: image12 },
  '1.3': zipkin,
  '1.4': { ...zipkin, chosenService: 'tracing' },
};
