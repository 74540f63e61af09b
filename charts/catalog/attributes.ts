import { livesIn, type Lifetime } from './lifetime.ts';

/** Types of mixer attributes that the manifests use (istio.io/api/policy/v1beta1, ValueType). */
type ValueType = 'STRING' | 'STRING_MAP' | 'INT64' | 'BOOL' | 'TIMESTAMP' | 'DURATION' | 'IP_ADDRESS';

/** Attributes of one type, and the releases that have them. */
interface AttributeGroup extends Lifetime {
  readonly type: ValueType;
  readonly names: readonly string[];
}

/** The words of one peer of a connection, written once for source and destination. */
const ofBoth = (...words: string[]): string[] =>
  ['source', 'destination'].flatMap((peer) => words.map((w) => `${peer}.${w}`));
const of = (subject: string, ...words: string[]): string[] => words.map((word) => `${subject}.${word}`);

/** What proxies report of themselves, requests and connections. */
const PROXY_ATTRIBUTES: readonly AttributeGroup[] = [
  {
    type: 'STRING',
    names: [
      ...of('origin', 'uid', 'user'),
      ...of('request', 'id', 'host', 'method', 'path', 'reason', 'referer', 'scheme', 'useragent', 'api_key'),
      ...of('request.auth', 'principal', 'audiences', 'presenter', 'raw_claims'),
      ...of('source', 'uid', 'user', 'principal'),
      ...of('destination', 'uid', 'principal'),
      ...of('connection', 'event', 'id'),
      ...of('context', 'protocol', 'reporter.kind', 'reporter.uid'),
      ...of('api', 'service', 'version', 'operation', 'protocol'),
    ],
  },
  { type: 'STRING', since: '1.0.1', names: ['connection.requested_server_name'] },
  {
    type: 'STRING',
    since: '1.1',
    names: [
      'request.url_path',
      ...of('response', 'grpc_status', 'grpc_message'),
      'context.proxy_error_code',
      ...of('rbac.permissive', 'response_code', 'effective_policy_id'),
      'check.error_message',
    ],
  },
  { type: 'STRING', since: '1.3', names: ['context.proxy_version'] },
  { type: 'STRING_MAP', names: ['request.headers', 'response.headers', 'request.auth.claims'] },
  { type: 'STRING_MAP', since: '1.1', names: ['request.query_params'] },
  {
    type: 'INT64',
    names: [
      ...of('request', 'size', 'total_size'),
      ...of('response', 'code', 'size', 'total_size'),
      'destination.port',
      ...of('connection.received', 'bytes', 'bytes_total'),
      ...of('connection.sent', 'bytes', 'bytes_total'),
    ],
  },
  { type: 'INT64', since: '1.1', names: ['check.error_code'] },
  { type: 'TIMESTAMP', names: ['request.time', 'response.time', 'context.timestamp', 'context.time'] },
  { type: 'DURATION', names: ['response.duration', 'connection.duration'] },
  { type: 'BOOL', names: ['connection.mtls', 'context.reporter.local'] },
  { type: 'BOOL', since: '1.1', names: ['check.cache_hit', 'quota.cache_hit'] },
  { type: 'IP_ADDRESS', names: ['origin.ip'] },
];

/** What the kubernetesenv adapter adds from pods and their owners. */
const KUBERNETES_ATTRIBUTES: readonly AttributeGroup[] = [
  { type: 'IP_ADDRESS', names: ofBoth('ip') },
  { type: 'STRING_MAP', names: ofBoth('labels', 'metadata') },
  {
    type: 'STRING',
    names: [
      ...ofBoth('name', 'namespace', 'owner', 'serviceAccount'),
      ...ofBoth('workload.uid', 'workload.name', 'workload.namespace'),
      'source.services',
      'destination.container.name',
      ...of('destination.service', 'uid', 'name', 'namespace', 'host'),
    ],
  },
  { type: 'STRING', until: '1.0', names: ofBoth('service') },
];

/** Both manifests by name; mixer refuses expressions over an attribute that none declares. */
export const ATTRIBUTE_MANIFESTS = { istioproxy: PROXY_ATTRIBUTES, kubernetes: KUBERNETES_ATTRIBUTES } as const;

/** The attributes of a manifest in one release, as `spec.attributes` has them. */
export function attributesOf(
  manifest: keyof typeof ATTRIBUTE_MANIFESTS,
  version: string,
): Record<string, { valueType: ValueType }> {
  const there = ATTRIBUTE_MANIFESTS[manifest].filter((group) => livesIn(version, group));
  return Object.fromEntries(there.flatMap(({ type, names }) => names.map((name) => [name, { valueType: type }])));
}
