import type { ContainerPort, ServicePort } from '../kit/types.ts';
import type { Resources } from '../../src/api/resolved.ts';
import type { ByMinor } from './minor.ts';

/** A Service of the tracing backend. */
export interface TracingService {
  readonly name: string;
  /** Additional labels of the Service. */
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly ServicePort[];
  /** Without an address of its own: clients want the pods. */
  readonly headless?: true;
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
  readonly env: Readonly<Record<string, string>>;
  readonly podAnnotations: Readonly<Record<string, string>>;
  /** Directory of a volume that lives as long as the pod; empty where everything is kept in memory. */
  readonly dataPath: string;
  readonly liveness: Probing;
  readonly readiness: Probing;
  /** What the program needs where nobody says otherwise; undefined is spec.defaults.resources. */
  readonly resources?: Resources;
  readonly services: readonly TracingService[];
}

/** How a probe asks: over HTTP where there is a path, else by connecting. */
export interface Probing {
  readonly port: number;
  readonly path?: string;
  readonly initialDelaySeconds?: number;
}

const UDP = 'UDP';
const same = (name: string, port: number, protocol = 'TCP'): ServicePort => ({
  name,
  port,
  targetPort: port,
  protocol,
});

/** The two Services that the sidecars (spans) and people (web pages) know, whatever is behind them. */
const common = (webPort: number, port = 80): TracingService[] => [
  { name: 'zipkin', labels: {}, ports: [same('http', 9411)] },
  { name: 'tracing', labels: {}, ports: [{ name: 'http-query', port, targetPort: webPort, protocol: 'TCP' }] },
];

const collectorPorts = [same('jaeger-collector-tchannel', 14267), same('jaeger-collector-http', 14268)];
const collectorPortsWithGRPC = [...collectorPorts, same('jaeger-collector-grpc', 14250)];

const agentPorts = [
  same('agent-zipkin-thrift', 5775, UDP),
  same('agent-compact', 6831, UDP),
  same('agent-binary', 6832, UDP),
];

const jaegerServices = (collector: readonly ServicePort[], port?: number): TracingService[] => [
  { name: 'jaeger-query', labels: { 'jaeger-infra': 'jaeger-service' }, ports: [same('query-http', 16686)] },
  { name: 'jaeger-collector', labels: { 'jaeger-infra': 'collector-service' }, ports: collector },
  { name: 'jaeger-agent', labels: { 'jaeger-infra': 'agent-service' }, ports: agentPorts, headless: true },
  ...common(16686, port),
];

const exposed = (ports: number[], protocol?: string): ContainerPort[] =>
  ports.map((containerPort) => ({ containerPort, ...(protocol !== undefined && { protocol }) }));

const jaegerPorts = (...admin: number[]): ContainerPort[] => [
  ...exposed([9411, 16686, ...admin]),
  ...exposed([5775, 6831, 6832], UDP),
];

const IN_MEMORY = { COLLECTOR_ZIPKIN_HTTP_PORT: '9411', MEMORY_MAX_TRACES: '50000' };
const BASE_PATH = { QUERY_BASE_PATH: '/jaeger' };
const BADGER = {
  BADGER_DIRECTORY_KEY: '/badger/key',
  BADGER_DIRECTORY_VALUE: '/badger/data',
  BADGER_EPHEMERAL: 'false',
  SPAN_STORAGE_TYPE: 'badger',
};

/** Jaeger answers probes and Prometheus on the port of its web page, or on one of its own. */
const onWebPort = { liveness: { port: 16686, path: '/' }, readiness: { port: 16686, path: '/' } };
const onAdminPort = { liveness: { port: 14269, path: '/' }, readiness: { port: 14269, path: '/' } };
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
  env: { ...IN_MEMORY, ...BASE_PATH },
  podAnnotations: { ...scrapedOn(16686), 'prometheus.io/path': '/jaeger/metrics' },
  dataPath: '',
  ...onWebPort,
  services: jaegerServices(collectorPorts),
};

const jaeger134: TracingFacts = {
  ...jaeger11,
  image: 'docker.io/jaegertracing/all-in-one:1.14',
  ports: jaegerPorts(14250, 14267, 14268, 14269),
  env: { ...BADGER, ...IN_MEMORY, ...BASE_PATH },
  podAnnotations: scrapedOn(14269),
  dataPath: '/badger',
  ...onAdminPort,
  services: jaegerServices(collectorPortsWithGRPC),
};

/** charts/tracing of each line, provider jaeger. */
export const JAEGER: ByMinor<TracingFacts> = {
  '1.0': {
    ...jaeger11,
    label: 'istio-tracing',
    image: 'docker.io/jaegertracing/all-in-one:1.5',
    env: IN_MEMORY,
    podAnnotations: {},
  },
  '1.1': jaeger11,
  '1.2': jaeger11,
  '1.3': {
    ...jaeger11,
    image: 'docker.io/jaegertracing/all-in-one:1.12',
    env: jaeger134.env,
    dataPath: jaeger134.dataPath,
  },
  '1.3.4': {
    image: jaeger134.image,
    ports: jaeger134.ports,
    podAnnotations: { ...jaeger134.podAnnotations, 'prometheus.io/path': undefined },
    ...onAdminPort,
    services: jaeger134.services,
  },
  '1.4': { ...jaeger134, services: jaegerServices(collectorPortsWithGRPC, 9411) },
  '1.4.1': { services: jaeger134.services },
};

const threads = 2;
const heap = '700M';

const zipkin: TracingFacts = {
  deployment: 'istio-tracing',
  label: '',
  container: 'zipkin',
  image: 'docker.io/openzipkin/zipkin:2.14.2',
  ports: exposed([9411]),
  env: {
    JAVA_OPTS: [
      `-XX:ConcGCThreads=${threads}`,
      `-XX:ParallelGCThreads=${threads}`,
      `-Djava.util.concurrent.ForkJoinPool.common.parallelism=${threads}`,
      `-Xms${heap}`,
      `-Xmx${heap}`,
      '-XX:+UseG1GC',
      '-server',
    ].join(' '),
    QUERY_PORT: '9411',
    STORAGE_METHOD: 'mem',
    ZIPKIN_STORAGE_MEM_MAXSPANS: '500000',
  },
  podAnnotations: {},
  dataPath: '',
  liveness: { port: 9411, initialDelaySeconds: 200 },
  readiness: { port: 9411, path: '/health', initialDelaySeconds: 200 },
  resources: { requests: { cpu: '150m', memory: '900Mi' }, limits: { cpu: '300m', memory: '900Mi' } },
  services: common(9411),
};

const zipkin12: TracingFacts = { ...zipkin, image: 'docker.io/openzipkin/zipkin:2' };

/** charts/tracing of each line, provider zipkin (since 1.1). */
export const ZIPKIN: ByMinor<TracingFacts> = {
  '1.1': { ...zipkin12, deployment: 'istio-zipkin', container: 'tracing' },
  '1.2': zipkin12,
  '1.3': zipkin,
  '1.4': { ...zipkin, services: common(9411, 9411) },
  '1.4.1': { services: zipkin.services },
};
