import type { ByMinor } from './minor.ts';

/** Fields of MeshConfig that follow from the spec; charts/components/mesh-config.ts knows how. */
export type MeshField =
  | 'accessLogEncoding'
  | 'accessLogFile'
  | 'accessLogFormat'
  | 'certificates'
  | 'configSources'
  | 'disablePolicyChecks'
  | 'enableAutoMtls'
  | 'enableEnvoyAccessLogService'
  | 'enableTracing'
  | 'ingressControllerMode'
  | 'ingressService'
  | 'localityLbSetting'
  | 'mixerCheckServer'
  | 'mixerReportServer'
  | 'outboundTrafficPolicy'
  | 'policyCheckFailOpen'
  | 'reportBatchMaxEntries'
  | 'reportBatchMaxTime'
  | 'rootNamespace'
  | 'sdsUdsPath'
  | 'sdsUseK8sSaJwt'
  | 'sidecarToTelemetrySessionAffinity'
  | 'trustDomain'
  | 'trustDomainAliases';

/** The same for defaultConfig, the part that each proxy reads. */
export type ProxyField =
  'concurrency' | 'controlPlaneAuthPolicy' | 'discoveryAddress' | 'statsdUdpAddress' | 'tracing' | 'zipkinAddress';

/**
 * What differs between the mesh configurations of the releases. Every field of each row is in the MeshConfig or the
 * ProxyConfig that its releases are built with. One that is not costs the whole file: pilot 1.0 refuses it, and so does
 * the processor of galley 1.4, which runs where Kubernetes serves apiextensions v1beta1 and goes on with defaults that
 * only its conversion of Ingress objects reads. All others skip it. `localityLbSetting.enabled`, which the charts of
 * 1.3 and 1.4 always write, is one that no release knows.
 */
export interface MeshConfigFacts {
  /** The fields that the release reads, of those that follow from the spec. */
  readonly fields: readonly MeshField[];
  /** Fields that the chart always sets to the same. */
  readonly constants: Readonly<Record<string, unknown>>;
  readonly proxyFields: readonly ProxyField[];
  readonly proxyConstants: Readonly<Record<string, unknown>>;
  /** Says how many threads Envoy has even when it may have as many as there are cores. */
  readonly showsUnlimitedConcurrency: boolean;
  /** The host of the statsd receiver gets the mesh's namespace, where it has none. */
  readonly qualifiesStatsd: boolean;
  /** Port of istio-pilot that sidecars connect to. */
  readonly discoveryPort: { readonly plain: number; readonly secured: number };
  /** Pilot serves Kubernetes Ingress objects unless it is told not to. */
  readonly servesIngressUnasked: boolean;
  /** The ConfigMap has a second part, about the networks of the mesh. */
  readonly hasNetworks: boolean;
}

const FIELDS_1_0: readonly MeshField[] = [
  'accessLogFile',
  'disablePolicyChecks',
  'enableTracing',
  'ingressControllerMode',
  'ingressService',
  'mixerCheckServer',
  'mixerReportServer',
  'sdsUdsPath',
];

/** What 1.1 reads beside them. */
const MORE_SINCE_1_1: readonly MeshField[] = [
  'accessLogEncoding',
  'accessLogFormat',
  'configSources',
  'outboundTrafficPolicy',
  'policyCheckFailOpen',
  'rootNamespace',
  'trustDomain',
];

/** What 1.2 reads beside those. */
const MORE_SINCE_1_2: readonly MeshField[] = ['localityLbSetting', 'sidecarToTelemetrySessionAffinity'];
/** What 1.3 reads beside those. */
const MORE_SINCE_1_3: readonly MeshField[] = [
  'enableEnvoyAccessLogService',
  'reportBatchMaxEntries',
  'reportBatchMaxTime',
];

const COMMON: readonly ProxyField[] = ['concurrency', 'controlPlaneAuthPolicy', 'discoveryAddress', 'statsdUdpAddress'];

const proxyConstants = {
  binaryPath: '/usr/local/bin/envoy',
  configPath: '/etc/istio/proxy',
  connectTimeout: '10s',
  drainDuration: '45s',
  parentShutdownDuration: '1m0s',
  proxyAdminPort: 15000,
  serviceCluster: 'istio-proxy',
};

const since11 = {
  proxyFields: [...COMMON, 'tracing'] satisfies ProxyField[],
  qualifiesStatsd: false,
  proxyConstants,
  showsUnlimitedConcurrency: true,
  discoveryPort: { plain: 15010, secured: 15011 },
  servesIngressUnasked: false,
  hasNetworks: true,
};

const constantsSince13 = {
  connectTimeout: '10s',
  dnsRefreshRate: '300s',
  protocolDetectionTimeout: '100ms',
};

/** templates/configmap.yaml of each line. */
export const MESH_CONFIG: ByMinor<MeshConfigFacts> = {
  '1.0': {
    fields: FIELDS_1_0,
    constants: { sdsRefreshDelay: '15s' },
    proxyFields: [...COMMON, 'zipkinAddress'],
    qualifiesStatsd: true,
    proxyConstants,
    showsUnlimitedConcurrency: false,
    discoveryPort: { plain: 15007, secured: 15005 },
    servesIngressUnasked: true,
    hasNetworks: false,
  },
  '1.0.2': { showsUnlimitedConcurrency: true },
  '1.0.3': { fields: [...FIELDS_1_0, 'policyCheckFailOpen'] },
  '1.1': {
    ...since11,
    fields: [...FIELDS_1_0, ...MORE_SINCE_1_1, 'sdsUseK8sSaJwt'],
    constants: { dnsRefreshRate: '5s', enableSdsTokenMount: false },
  },
  '1.1.3': {
    fields: [...FIELDS_1_0, ...MORE_SINCE_1_1, 'localityLbSetting', 'sdsUseK8sSaJwt'],
    constants: { connectTimeout: '10s' },
  },
  '1.2': {
    ...since11,
    fields: [...FIELDS_1_0, ...MORE_SINCE_1_1, ...MORE_SINCE_1_2, 'sdsUseK8sSaJwt'],
    constants: { connectTimeout: '10s', dnsRefreshRate: '300s', enableSdsTokenMount: false },
  },
  '1.3': {
    ...since11,
    fields: [...FIELDS_1_0, ...MORE_SINCE_1_1, ...MORE_SINCE_1_2, ...MORE_SINCE_1_3],
    constants: constantsSince13,
  },
  '1.4': {
    ...since11,
    fields: [
      ...FIELDS_1_0,
      ...MORE_SINCE_1_1,
      ...MORE_SINCE_1_2,
      ...MORE_SINCE_1_3,
      'certificates',
      'enableAutoMtls',
      'trustDomainAliases',
    ],
    constants: { ...constantsSince13, disableMixerHttpReports: false },
  },
};
