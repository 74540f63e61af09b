import type { ResolvedSpec } from '../../api/resolved.ts';
import type { Row } from './row.ts';

/** Fields of MeshConfig of 1.0 to 1.4 that mean the same in the target (istio.io/api/mesh/v1alpha1, config.proto). */
const MESH_CONFIG = [
  'accessLogEncoding',
  'accessLogFile',
  'accessLogFormat',
  'connectTimeout',
  'defaultDestinationRuleExportTo',
  'defaultServiceExportTo',
  'defaultVirtualServiceExportTo',
  'dnsRefreshRate',
  'enableAutoMtls',
  'enableEnvoyAccessLogService',
  'enableTracing',
  'h2UpgradePolicy',
  'inboundClusterStatName',
  'ingressClass',
  'ingressControllerMode',
  'ingressService',
  'localityLbSetting',
  'outboundClusterStatName',
  'outboundTrafficPolicy',
  'protocolDetectionTimeout',
  'tcpKeepalive',
  'trustDomain',
  'trustDomainAliases',
];

/** The same of its `defaultConfig` (proxy.proto). */
const PROXY_CONFIG = [
  'concurrency',
  'drainDuration',
  'envoyAccessLogService',
  'envoyMetricsService',
  'interceptionMode',
  'statsdUdpAddress',
  'tracing',
];

const MIXER = 'is about mixer, which istiod does without';
const FIXED = 'is where things are in the image of the proxy, which changed';
const NODE_AGENT = 'is about node agents; proxies get their certificates from istiod';
const LOOK = 'is not carried over: look up whether the mesh config of the target has it, and what it means there';

const gone = (why: string, fields: readonly string[]): Row<ResolvedSpec>[] =>
  fields.map((field) => ({ from: `mesh.config.${field}`, gone: why }));

/** `spec.mesh.config`: raw fields, which come last, so that they win over what is rendered. */
export const MESH_CONFIG_ROWS: readonly Row<ResolvedSpec>[] = [
  ...MESH_CONFIG.map((field) => ({ from: `mesh.config.${field}`, to: `meshConfig.${field}` })),
  ...PROXY_CONFIG.map((field) => ({
    from: `mesh.config.defaultConfig.${field}`,
    to: `meshConfig.defaultConfig.${field}`,
  })),
  ...gone(MIXER, [
    ...['mixerCheckServer', 'mixerReportServer', 'disablePolicyChecks', 'policyCheckFailOpen'],
    ...['reportBatchMaxEntries', 'reportBatchMaxTime', 'sidecarToTelemetrySessionAffinity'],
    ...['enableClientSidePolicyCheck', 'disableMixerHttpReports', 'mixerAddress'],
  ]),
  ...gone(NODE_AGENT, ['sdsUdsPath', 'sdsRefreshDelay', 'sdsUseK8sSaJwt', 'enableSdsTokenMount']),
  ...gone(FIXED, ['defaultConfig.binaryPath', 'defaultConfig.configPath', 'defaultConfig.proxyAdminPort']),
  ...gone('is that of the old control plane', ['defaultConfig.discoveryAddress', 'configSources']),
  ...gone('proxies of the target always use TLS', ['authPolicy', 'defaultConfig.controlPlaneAuthPolicy']),
  ...gone('policies for the whole mesh are in the namespace of istiod', ['rootNamespace']),
  { from: 'mesh.config', todo: LOOK },
];
