import type { Severity } from '../rule.ts';

/** A field that current CRDs do not have, or read otherwise. */
export interface FieldFact {
  readonly kind: 'VirtualService' | 'Gateway' | 'DestinationRule' | 'ServiceEntry' | 'Sidecar';
  /** With `[]` for the items of a list. */
  readonly path: string;
  readonly severity: Severity;
  readonly message: string;
  readonly remedy: string;
}

const HEADERS = 'say it under `headers.request` or `headers.response`';
const PORT_NUMBER = 'write its number';

const headerFields = (at: string, names: readonly string[]): FieldFact[] =>
  names.map((name) => ({
    kind: 'VirtualService',
    path: `${at}.${name}`,
    severity: 'blocks',
    message: 'is a field that current releases do not have, and its headers stay as they are',
    remedy: HEADERS,
  }));

const ROUTE = 'spec.http[].route[]';
const OLD_HEADERS = ['appendRequestHeaders', 'removeRequestHeaders', 'appendResponseHeaders', 'removeResponseHeaders'];

/** Where a DestinationRule has a traffic policy. */
export const TRAFFIC_POLICIES = ['spec.trafficPolicy', 'spec.subsets[].trafficPolicy'] as const;
/** Where it has settings of single ports. */
export const PORT_SETTINGS = TRAFFIC_POLICIES.map((at) => `${at}.portLevelSettings[]`);

/** Compared with the CRDs of istio.io/api 1.22 to 1.32; what they still have is not here. */
export const FIELDS: readonly FieldFact[] = [
  ...headerFields('spec.http[]', ['appendHeaders', ...OLD_HEADERS]),
  ...headerFields(ROUTE, OLD_HEADERS),
  {
    kind: 'VirtualService',
    path: 'spec.http[].websocketUpgrade',
    severity: 'cosmetic',
    message: 'is a field that current releases do not have: proxies upgrade to WebSocket without',
    remedy: 'take it out',
  },
  {
    kind: 'VirtualService',
    path: 'spec.http[].corsPolicy.allowOrigin',
    severity: 'cosmetic',
    message: 'is deprecated, and still read',
    remedy: 'write `allowOrigins` with `exact`, `prefix` or `regex`',
  },
  {
    kind: 'VirtualService',
    path: 'spec.http[].mirrorPercent',
    severity: 'cosmetic',
    message: 'is deprecated, and still read',
    remedy: 'write `mirrorPercentage.value`',
  },
  {
    kind: 'VirtualService',
    path: 'spec.http[].fault.delay.percent',
    severity: 'cosmetic',
    message: 'is deprecated, and still read',
    remedy: 'write `percentage.value`',
  },
  {
    kind: 'VirtualService',
    path: 'spec.http[].fault.abort.percent',
    severity: 'blocks',
    message: 'is a field that current releases do not have: all requests are aborted instead of some',
    remedy: 'write `percentage.value`',
  },
  ...(['http', 'tcp', 'tls'] as const).map((protocol): FieldFact => ({
    kind: 'VirtualService',
    path: `spec.${protocol}[].route[].destination.port.name`,
    severity: 'blocks',
    message: 'names the port, which current releases do not read',
    remedy: PORT_NUMBER,
  })),
  ...PORT_SETTINGS.map((at): FieldFact => ({
    kind: 'DestinationRule',
    path: `${at}.port.name`,
    severity: 'blocks',
    message: 'names the port, which current releases do not read',
    remedy: PORT_NUMBER,
  })),
  ...[...TRAFFIC_POLICIES, ...PORT_SETTINGS].map((at): FieldFact => ({
    kind: 'DestinationRule',
    path: `${at}.outlierDetection.consecutiveErrors`,
    severity: 'changes',
    message: 'is deprecated, and counted in another way',
    remedy: 'write `consecutive5xxErrors` or `consecutiveGatewayErrors`',
  })),
];

/** A field without which current CRDs refuse the object. */
export interface NeededField {
  readonly kind: FieldFact['kind'];
  /** What has to have it. */
  readonly within: string;
  readonly field: string;
}

/** `required` of the CRDs of istio.io/api 1.22 to 1.32. */
export const NEEDED: readonly NeededField[] = [
  { kind: 'VirtualService', within: 'spec.http[].route[]', field: 'destination' },
  { kind: 'VirtualService', within: 'spec.http[].route[].destination', field: 'host' },
  { kind: 'VirtualService', within: 'spec.http[].mirror', field: 'host' },
  { kind: 'VirtualService', within: 'spec.tcp[].route[].destination', field: 'host' },
  { kind: 'VirtualService', within: 'spec.tls[].route[].destination', field: 'host' },
  { kind: 'VirtualService', within: 'spec.tls[].match[]', field: 'sniHosts' },
  { kind: 'Gateway', within: 'spec.servers[]', field: 'hosts' },
  { kind: 'Gateway', within: 'spec.servers[]', field: 'port' },
  { kind: 'Gateway', within: 'spec.servers[].port', field: 'name' },
  { kind: 'Gateway', within: 'spec.servers[].port', field: 'number' },
  { kind: 'Gateway', within: 'spec.servers[].port', field: 'protocol' },
  { kind: 'DestinationRule', within: 'spec', field: 'host' },
  { kind: 'DestinationRule', within: 'spec.subsets[]', field: 'name' },
  { kind: 'ServiceEntry', within: 'spec', field: 'hosts' },
  { kind: 'ServiceEntry', within: 'spec.ports[]', field: 'name' },
  { kind: 'ServiceEntry', within: 'spec.ports[]', field: 'number' },
  { kind: 'Sidecar', within: 'spec.egress[]', field: 'hosts' },
  { kind: 'Sidecar', within: 'spec.ingress[]', field: 'port' },
];
