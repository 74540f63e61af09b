import type { TracingFacts } from '../catalog/tracing.ts';
import type { Mesh } from '../mesh.ts';

type Settings = Mesh['spec']['components']['tracing'];

/** How the program behind tracing is started, as its settings say. */
export interface TracingProgram {
  readonly env: Readonly<Record<string, string>>;
  /** Port that takes spans in the format of Zipkin. */
  readonly spanPort: number;
  /** Port of its pages. */
  readonly webPort: number;
  /** Seconds before the first probe; undefined is none. */
  readonly startupDelay?: number;
  /** It keeps spans in files, in the volume `data`. */
  readonly storesSpans: boolean;
}

/** Path of the pages of the tracing backend; empty where they are not below one. */
export function pagesPath(settings: Settings, { hasBasePath, ingressTo }: TracingFacts): string {
  const below = settings.contextPath || `/${settings.provider}`;
  return hasBasePath || ingressTo === 'tracing' ? below : '';
}

export const PROGRAMS: Readonly<
  Record<Settings['provider'], (settings: Settings, facts: TracingFacts) => TracingProgram>
> = {
  jaeger: (settings, facts) => {
    const { maxTraces, spanStorageType } = settings.jaeger;
    const storesSpans = facts.storesSpans && spanStorageType === 'badger';
    return {
      env: {
        ...(storesSpans && BADGER),
        COLLECTOR_ZIPKIN_HTTP_PORT: '9411',
        MEMORY_MAX_TRACES: String(maxTraces),
        ...(facts.hasBasePath && { QUERY_BASE_PATH: pagesPath(settings, facts) }),
      },
      spanPort: 9411,
      webPort: 16686,
      storesSpans,
    };
  },
  zipkin: ({ zipkin: { maxSpans, queryPort, probeStartupDelay, heapMegabytes, threads } }) => ({
    env: {
      JAVA_OPTS: javaOptions(heapMegabytes, threads),
      QUERY_PORT: String(queryPort),
      STORAGE_METHOD: 'mem',
      ZIPKIN_STORAGE_MEM_MAXSPANS: String(maxSpans),
    },
    spanPort: queryPort,
    webPort: queryPort,
    startupDelay: probeStartupDelay,
    storesSpans: false,
  }),
};

/** Where Jaeger keeps spans in files. */
export const BADGER_PATH = '/badger';

const BADGER = {
  BADGER_DIRECTORY_KEY: `${BADGER_PATH}/key`,
  BADGER_DIRECTORY_VALUE: `${BADGER_PATH}/data`,
  BADGER_EPHEMERAL: 'false',
  SPAN_STORAGE_TYPE: 'badger',
};

function javaOptions(megabytes: number, threads: number): string {
  return [
    `-XX:ConcGCThreads=${threads}`,
    `-XX:ParallelGCThreads=${threads}`,
    `-Djava.util.concurrent.ForkJoinPool.common.parallelism=${threads}`,
    `-Xms${megabytes}M`,
    `-Xmx${megabytes}M`,
    '-XX:+UseG1GC',
    '-server',
  ].join(' ');
}
