import type { ByMinor } from './minor.ts';

/** How a release writes down what mixer does. */
export interface MixerDialect {
  /** Instances are objects of one kind `instance`; before, each template had a kind of its own. */
  readonly instancesAreOneKind: boolean;
  /** Handlers are objects of one kind `handler`; before, each adapter had a kind, and they were all named "handler". */
  readonly handlersAreOneKind: boolean;
}

/** What differs between mixer's default rules of the releases. */
export interface MixerRuleFacts {
  readonly dialect: MixerDialect;
  /** User agents whose requests are health checks and scrapes, not traffic. */
  readonly ignoredUserAgents: readonly string[];
  /** The label destination_service of HTTP metrics. */
  readonly httpDestinationService: string;
  /** The same of the metrics of open connections, and of those of connections that open and close. */
  readonly tcpDestinationService: string;
  readonly connectionDestinationService: string;
  /** The destinationServiceHost of HTTP log lines. */
  readonly httpDestinationHost: string;
  /** Counts connections that open and close, too. */
  readonly countsConnections: boolean;
  /** Knows why Envoy refused something, what a permissive policy would have done, and the status of gRPC. */
  readonly knowsFlags: boolean;
  /** Knows the name that a TLS client asked for. */
  readonly knowsServerName: boolean;
  /** Forgets metrics that nobody reported for a while. */
  readonly expiresMetrics: boolean;
}

const SERVICE_HOST = 'destination.service.host | "unknown"';
const SERVICE_NAME = 'destination.service.name | "unknown"';
const HOST_OF_KNOWN_SERVICE = `destination.service.host | conditional((${SERVICE_NAME}) == "unknown", "unknown", request.host)`;

const since12: MixerRuleFacts = {
  dialect: { instancesAreOneKind: true, handlersAreOneKind: true },
  ignoredUserAgents: ['kube-probe*', 'Prometheus*'],
  httpDestinationService: SERVICE_HOST,
  tcpDestinationService: SERVICE_HOST,
  connectionDestinationService: SERVICE_NAME,
  httpDestinationHost: 'destination.service.host | ""',
  countsConnections: true,
  knowsFlags: true,
  knowsServerName: true,
  expiresMetrics: true,
};

const HOST_OF_REQUEST = 'destination.service.host | request.host | ""';

/** charts/mixer/templates/config.yaml of each line. */
export const MIXER_RULES: ByMinor<MixerRuleFacts> = {
  '1.0': {
    dialect: { instancesAreOneKind: false, handlersAreOneKind: false },
    ignoredUserAgents: [],
    httpDestinationService: SERVICE_HOST,
    tcpDestinationService: SERVICE_NAME,
    connectionDestinationService: SERVICE_NAME,
    httpDestinationHost: 'destination.service.host | ""',
    countsConnections: false,
    knowsFlags: false,
    knowsServerName: false,
    expiresMetrics: false,
  },
  '1.0.1': { knowsServerName: true },
  '1.1': {
    ...since12,
    dialect: { instancesAreOneKind: false, handlersAreOneKind: true },
    ignoredUserAgents: ['kube-probe*'],
  },
  '1.2': since12,
  '1.2.8': { connectionDestinationService: SERVICE_HOST },
  '1.3': since12,
  '1.3.1': {
    httpDestinationService: 'destination.service.host | request.host | "unknown"',
    connectionDestinationService: SERVICE_HOST,
    httpDestinationHost: HOST_OF_REQUEST,
  },
  '1.3.6': { httpDestinationService: HOST_OF_KNOWN_SERVICE },
  '1.4': {
    ...since12,
    httpDestinationService: HOST_OF_KNOWN_SERVICE,
    connectionDestinationService: SERVICE_HOST,
    httpDestinationHost: HOST_OF_REQUEST,
  },
};
