import type { MixerRuleFacts } from './mixer-rules.ts';

/** Mixer expressions by the name of what they give (istio.io/docs/reference/config/policy-and-telemetry/expression-language). */
export type Expressions = Readonly<Record<string, string>>;

const outbound = '(context.reporter.kind | "inbound") == "outbound"';
const REPORTER = `conditional(${outbound}, "source", "destination")`;
const SECURITY = `conditional(${outbound}, "unknown", conditional(connection.mtls | false, "mutual_tls", "none"))`;
const or = (fallback: string, ...attributes: string[]): string => [...attributes, `"${fallback}"`].join(' | ');
const unknown = (attribute: string): string => or('unknown', attribute);

const peer = (name: 'source' | 'destination'): Expressions => ({
  [`${name}_app`]: unknown(`${name}.labels["app"]`),
  [`${name}_principal`]: unknown(`${name}.principal`),
  [`${name}_workload`]: unknown(`${name}.workload.name`),
  [`${name}_workload_namespace`]: unknown(`${name}.workload.namespace`),
  [`${name}_version`]: unknown(`${name}.labels["version"]`),
});

const peers: Expressions = {
  reporter: REPORTER,
  ...peer('source'),
  ...peer('destination'),
  destination_service: unknown('destination.service.host'),
  destination_service_name: unknown('destination.service.name'),
  destination_service_namespace: unknown('destination.service.namespace'),
};

const responseFlags: Expressions = { response_flags: or('-', 'context.proxy_error_code') };

/** Labels of the metrics of a request, in the order of the Prometheus handler. */
export const httpDimensions = ({ httpDestinationService, knowsFlags }: MixerRuleFacts): Expressions => ({
  ...peers,
  destination_service: httpDestinationService,
  request_protocol: or('unknown', 'api.protocol', 'context.protocol'),
  response_code: 'response.code | 200',
  ...(knowsFlags && {
    ...responseFlags,
    permissive_response_code: or('none', 'rbac.permissive.response_code'),
    permissive_response_policyid: or('none', 'rbac.permissive.effective_policy_id'),
  }),
  connection_security_policy: SECURITY,
});

/** Labels of the metrics of a connection. */
export const tcpDimensions = ({ knowsFlags }: MixerRuleFacts, destinationService: string): Expressions => ({
  ...peers,
  destination_service: destinationService,
  connection_security_policy: SECURITY,
  ...(knowsFlags && responseFlags),
});

/** One metric: the instance that measures it, and how Prometheus shows it. */
export interface MetricFacts {
  readonly instance: string;
  /** Name in Prometheus, without the prefix `istio_`. */
  readonly name: string;
  readonly value: string;
  readonly buckets?: object;
}

const SECONDS = { explicit_buckets: { bounds: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] } };
const BYTES = { exponentialBuckets: { numFiniteBuckets: 8, scale: 1, growthFactor: 10 } };

/** Metrics of requests. */
export const HTTP_METRICS: readonly MetricFacts[] = [
  { instance: 'requestcount', name: 'requests_total', value: '1' },
  {
    instance: 'requestduration',
    name: 'request_duration_seconds',
    value: or('0ms', 'response.duration'),
    buckets: SECONDS,
  },
  { instance: 'requestsize', name: 'request_bytes', value: 'request.size | 0', buckets: BYTES },
  { instance: 'responsesize', name: 'response_bytes', value: 'response.size | 0', buckets: BYTES },
];

/** Metrics of connections: while they last, when they open, when they close. */
export const TCP_METRICS: Readonly<Record<'always' | 'open' | 'close', readonly MetricFacts[]>> = {
  always: [
    { instance: 'tcpbytesent', name: 'tcp_sent_bytes_total', value: 'connection.sent.bytes | 0' },
    { instance: 'tcpbytereceived', name: 'tcp_received_bytes_total', value: 'connection.received.bytes | 0' },
  ],
  open: [{ instance: 'tcpconnectionsopened', name: 'tcp_connections_opened_total', value: '1' }],
  close: [{ instance: 'tcpconnectionsclosed', name: 'tcp_connections_closed_total', value: '1' }],
};

const logPeer = (name: 'source' | 'destination'): Expressions => ({
  [`${name}App`]: or('', `${name}.labels["app"]`),
  [`${name}Ip`]: `${name}.ip | ip("0.0.0.0")`,
  [`${name}Name`]: or('', `${name}.name`),
  [`${name}Namespace`]: or('', `${name}.namespace`),
  [`${name}Owner`]: or('', `${name}.owner`),
  [`${name}Principal`]: or('', `${name}.principal`),
  [`${name}Workload`]: or('', `${name}.workload.name`),
});

const logPeers = ({ knowsFlags, knowsServerName }: MixerRuleFacts): Expressions => ({
  ...logPeer('source'),
  ...logPeer('destination'),
  connection_security_policy: SECURITY,
  reporter: REPORTER,
  ...(knowsServerName && { requestedServerName: or('', 'connection.requested_server_name') }),
  ...(knowsFlags && { responseFlags: or('', 'context.proxy_error_code') }),
});

/** Fields of the log line of a request. */
export const httpLogFields = (facts: MixerRuleFacts): Expressions => ({
  ...logPeers(facts),
  apiClaims: or('', 'request.auth.raw_claims'),
  apiKey: or('', 'request.api_key', 'request.headers["x-api-key"]'),
  clientTraceId: or('', 'request.headers["x-client-trace-id"]'),
  destinationServiceHost: facts.httpDestinationHost,
  httpAuthority: or('', 'request.headers[":authority"]', 'request.host'),
  latency: or('0ms', 'response.duration'),
  method: or('', 'request.method'),
  protocol: or('http', 'request.scheme', 'context.protocol'),
  receivedBytes: 'request.total_size | 0',
  referer: or('', 'request.referer'),
  requestId: or('', 'request.headers["x-request-id"]'),
  requestSize: 'request.size | 0',
  responseCode: 'response.code | 0',
  responseSize: 'response.size | 0',
  responseTimestamp: 'response.time',
  sentBytes: 'response.total_size | 0',
  url: or('', 'request.path'),
  userAgent: or('', 'request.useragent'),
  xForwardedFor: or('0.0.0.0', 'request.headers["x-forwarded-for"]'),
  ...(facts.knowsFlags && HTTP_FLAGS),
});

const HTTP_FLAGS: Expressions = {
  grpcMessage: or('', 'response.grpc_message'),
  grpcStatus: or('', 'response.grpc_status'),
  permissiveResponseCode: or('none', 'rbac.permissive.response_code'),
  permissiveResponsePolicyID: or('none', 'rbac.permissive.effective_policy_id'),
};

/** Fields of the log line of a connection. */
export const tcpLogFields = (facts: MixerRuleFacts): Expressions => ({
  ...logPeers(facts),
  connectionDuration: or('0ms', 'connection.duration'),
  connectionEvent: or('', 'connection.event'),
  destinationServiceHost: or('', 'destination.service.host'),
  protocol: or('tcp', 'context.protocol'),
  receivedBytes: 'connection.received.bytes | 0',
  sentBytes: 'connection.sent.bytes | 0',
  totalReceivedBytes: 'connection.received.bytes_total | 0',
  totalSentBytes: 'connection.sent.bytes_total | 0',
});

/** What the kubernetesenv adapter is told of a request. */
export const POD_LOOKUP: Expressions = {
  source_uid: or('', 'source.uid'),
  source_ip: 'source.ip | ip("0.0.0.0")',
  destination_uid: or('', 'destination.uid'),
  destination_port: 'destination.port | 0',
};

const found = (name: 'source' | 'destination'): Expressions => ({
  [`${name}.ip`]: `$out.${name}_pod_ip | ip("0.0.0.0")`,
  [`${name}.uid`]: unknown(`$out.${name}_pod_uid`),
  [`${name}.labels`]: `$out.${name}_labels | emptyStringMap()`,
  [`${name}.name`]: unknown(`$out.${name}_pod_name`),
  [`${name}.namespace`]: or('default', `$out.${name}_namespace`),
  [`${name}.owner`]: unknown(`$out.${name}_owner`),
  [`${name}.serviceAccount`]: unknown(`$out.${name}_service_account_name`),
  [`${name}.workload.uid`]: unknown(`$out.${name}_workload_uid`),
  [`${name}.workload.name`]: unknown(`$out.${name}_workload_name`),
  [`${name}.workload.namespace`]: unknown(`$out.${name}_workload_namespace`),
});

/** The attributes that its answer becomes. */
export const POD_BINDINGS: Expressions = {
  ...found('source'),
  ...found('destination'),
  'destination.container.name': unknown('$out.destination_container_name'),
};
