import type { ByMinor } from './minor.ts';

/** Fields of MeshConfig that follow from the spec; charts/components/mesh-config.ts knows how. */
export type MeshField =
  | 'accessLogEncoding'
  | 'accessLogFile'
  | 'accessLogFormat'
  | 'configSources'
  | 'disablePolicyChecks'
  | 'enableAutoMtls'
  | 'enableTracing'
  | 'ingressControllerMode'
  | 'ingressService'
  | 'localityLbSetting'
  | 'mixerCheckServer'
  | 'mixerReportServer'
  | 'outboundTrafficPolicy'
  | 'policyCheckFailOpen'
  | 'rootNamespace'
  | 'sdsUdsPath'
  | 'trustDomain';

/** What differs between the mesh configurations of the release lines. */
export interface MeshConfigFacts {
  /** The fields that this line reads, of those that follow from the spec. */
  readonly fields: readonly MeshField[];
  /** Fields that the chart always sets to the same. */
  readonly constants: Readonly<Record<string, unknown>>;
  /** The same, for defaultConfig. */
  readonly proxyConstants: Readonly<Record<string, unknown>>;
  /** Port of istio-pilot that sidecars connect to. */
  readonly discoveryPort: { readonly plain: number; readonly secured: number };
}

/** templates/configmap.yaml of each line. */
export const MESH_CONFIG: ByMinor<MeshConfigFacts> = {
  '1.4': {
    fields: [
      'accessLogEncoding',
      'accessLogFile',
      'accessLogFormat',
      'configSources',
      'disablePolicyChecks',
      'enableAutoMtls',
      'enableTracing',
      'ingressControllerMode',
      'ingressService',
      'localityLbSetting',
      'mixerCheckServer',
      'mixerReportServer',
      'outboundTrafficPolicy',
      'policyCheckFailOpen',
      'rootNamespace',
      'sdsUdsPath',
      'trustDomain',
    ],
    constants: {
      certificates: [],
      connectTimeout: '10s',
      disableMixerHttpReports: false,
      dnsRefreshRate: '300s',
      enableEnvoyAccessLogService: false,
      protocolDetectionTimeout: '100ms',
      reportBatchMaxEntries: 100,
      reportBatchMaxTime: '1s',
    },
    proxyConstants: {
      binaryPath: '/usr/local/bin/envoy',
      configPath: '/etc/istio/proxy',
      connectTimeout: '10s',
      drainDuration: '45s',
      parentShutdownDuration: '1m0s',
      proxyAdminPort: 15000,
      serviceCluster: 'istio-proxy',
    },
    discoveryPort: { plain: 15010, secured: 15011 },
  },
};
