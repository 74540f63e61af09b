/** Arguments of the sidecar, each a flag or a few that belong together; charts/components/injection knows them. */
export type SidecarArg =
  | 'binaryPath'
  | 'componentLogLevel'
  | 'concurrency'
  | 'configPath'
  | 'connectTimeout'
  | 'controlPlaneAuthPolicy'
  | 'discoveryAddress'
  | 'discoveryRefreshDelay'
  | 'dnsRefreshRate'
  | 'domain'
  | 'domainOfItsOwn'
  | 'drainDuration'
  | 'parentShutdownDuration'
  | 'proxyAdminPort'
  | 'proxyLogLevel'
  | 'proxyServices'
  | 'serviceCluster'
  | 'statsdUdpAddress'
  | 'status'
  | 'tracer'
  | 'trustDomain'
  | 'zipkinAddress';

const start: readonly SidecarArg[] = [
  'configPath',
  'binaryPath',
  'serviceCluster',
  'drainDuration',
  'parentShutdownDuration',
  'discoveryAddress',
];

/** What follows in 1.0. */
const statistics: readonly SidecarArg[] = [
  'discoveryRefreshDelay',
  'zipkinAddress',
  'connectTimeout',
  'statsdUdpAddress',
];

const end: readonly SidecarArg[] = ['proxyAdminPort', 'concurrency', 'controlPlaneAuthPolicy'];

/** Up to 1.0.2 Envoy sent its statistics away, and had no status port. */
export const OLDEST_ARGS: readonly SidecarArg[] = ['domainOfItsOwn', ...start, ...statistics, ...end];

/** 1.0.3 and later patches of 1.0. */
export const SINCE_1_0_3_ARGS: readonly SidecarArg[] = ['domainOfItsOwn', ...start, ...statistics, ...end, 'status'];

/** 1.1. */
export const SINCE_1_1_ARGS: readonly SidecarArg[] = [
  'domain',
  ...start,
  'tracer',
  'proxyLogLevel',
  'connectTimeout',
  'statsdUdpAddress',
  'proxyServices',
  ...end,
  'status',
  'trustDomain',
];

/** 1.2 and later. */
export const SINCE_1_2_ARGS: readonly SidecarArg[] = [
  'domain',
  ...start,
  'tracer',
  'proxyLogLevel',
  'componentLogLevel',
  'dnsRefreshRate',
  'connectTimeout',
  'statsdUdpAddress',
  'proxyServices',
  ...end,
  'status',
  'trustDomain',
];
