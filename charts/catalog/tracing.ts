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
const common = (webPort: number): TracingService[] => [
  { name: 'zipkin', labels: {}, ports: [same('http', 9411)] },
  { name: 'tracing', labels: {}, ports: [{ name: 'http-query', port: 80, targetPort: webPort, protocol: 'TCP' }] },
];

const collectorPorts = [
  same('jaeger-collector-tchannel', 14267),
  same('jaeger-collector-http', 14268),
  same('jaeger-collector-grpc', 14250),
];

const agentPorts = [
  same('agent-zipkin-thrift', 5775, UDP),
  same('agent-compact', 6831, UDP),
  same('agent-binary', 6832, UDP),
];

const exposed = (ports: number[], protocol?: string): ContainerPort[] =>
  ports.map((containerPort) => ({ containerPort, ...(protocol !== undefined && { protocol }) }));

/** charts/tracing of each line, provider jaeger. */
export const JAEGER: ByMinor<TracingFacts> = {
  '1.4': {
    image: 'docker.io/jaegertracing/all-in-one:1.14',
    ports: [...exposed([9411, 16686, 14250, 14267, 14268, 14269]), ...exposed([5775, 6831, 6832], UDP)],
    env: {
      BADGER_DIRECTORY_KEY: '/badger/key',
      BADGER_DIRECTORY_VALUE: '/badger/data',
      BADGER_EPHEMERAL: 'false',
      COLLECTOR_ZIPKIN_HTTP_PORT: '9411',
      MEMORY_MAX_TRACES: '50000',
      QUERY_BASE_PATH: '/jaeger',
      SPAN_STORAGE_TYPE: 'badger',
    },
    podAnnotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '14269' },
    dataPath: '/badger',
    liveness: { port: 14269, path: '/' },
    readiness: { port: 14269, path: '/' },
    services: [
      { name: 'jaeger-query', labels: { 'jaeger-infra': 'jaeger-service' }, ports: [same('query-http', 16686)] },
      { name: 'jaeger-collector', labels: { 'jaeger-infra': 'collector-service' }, ports: collectorPorts },
      { name: 'jaeger-agent', labels: { 'jaeger-infra': 'agent-service' }, ports: agentPorts, headless: true },
      ...common(16686),
    ],
  },
};

const threads = 2;
const heap = '700M';

/** charts/tracing of each line, provider zipkin (since 1.1). */
export const ZIPKIN: ByMinor<TracingFacts> = {
  '1.4': {
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
  },
};
