import {
  as,
  domain,
  enabled,
  hostAndPort,
  IGNORED,
  not,
  onlySwitch,
  remedy,
  when,
  withPort,
  type Convert,
} from './conversions.ts';
import { initImage, ownImage, tag } from './images.ts';
import { DEFAULTS as CHART_DEFAULTS } from '../defaults.ts';
import { MESH_CONFIG } from '../mesh-config.ts';
import { rowOf } from '../minor.ts';
import { keySince, keyUntil, options, since, type Lines, type Option, type Row } from './option.ts';

/** A field of MeshConfig that the charts let users set; what it is anyway is left out. */
const meshConfig =
  (field: string): Convert =>
  (value, { version }) =>
    rowOf(MESH_CONFIG, version).constants[field] === value ? IGNORED : as(value);

const remoteOnly: Convert = (value, { profile }) =>
  value === true && profile !== 'remote'
    ? remedy('take the profile remote (--profile remote), which is made for it')
    : IGNORED;

/** No chart read it, and every values file says `*` or nothing: what it asks for may open or close ports. */
const unread =
  (field: string): Convert =>
  (value) =>
    value === '*' || value === '' ? IGNORED : remedy(`no chart reads it; set spec.${field} if it is wanted`);

/**
 * The chart of 1.0 had no switch for it: pilot served Ingress objects without being asked, and here it does so only
 * with proxies of their own, `ingress.enabled`.
 */
const unaskedIngress =
  (usual: unknown, field: string): Convert =>
  (value, { version, at }) => {
    if (!version.startsWith('1.0.') || at('ingress.enabled') === true) return as(value);
    const ingress = 'spec.mesh.kubernetesIngress';
    return value === usual
      ? IGNORED
      : remedy(`Ingress objects are served only with ${ingress}.enabled; set that and ${ingress}.${field}`);
  };

/** Of no effect while Ingress is off. */
const withIngress = when('global.k8sIngress.enabled');

/** Where Envoys send something to. */
const endpoint = (key: string, path: string, lines: Lines, usual?: (version: string) => string): Row[] =>
  ['enabled', 'host', 'port'].map((part): Row => [
    `${key}.${part}`,
    `${path}.address`,
    lines,
    hostAndPort(`global.${key}`, usual),
  ]);

/** How they do. */
const connection = (key: string, path: string, lines: Lines): Row[] =>
  ['tlsSettings', 'tcpKeepalive'].map((part): Row => [
    `${key}.${part}`,
    `${path}.${part}`,
    lines,
    when(`global.${key}.enabled`),
  ]);

const GLOBAL: readonly Row[] = [
  ['hub', 'images.hub'],
  ['tag', 'images.tag', {}, tag],
  ['imagePullPolicy', 'images.pullPolicy'],
  ['imagePullSecrets', 'images.pullSecrets'],
  ['proxy.image', 'images.overrides.proxy', {}, ownImage('proxy')],
  ['proxy_init.image', 'images.overrides.proxy_init', {}, initImage],
  ['mtls.enabled', 'mesh.mtls.enabled'],
  ['mtls.auto', 'mesh.mtls.auto', since('1.4')],
  ['controlPlaneSecurityEnabled', 'mesh.controlPlaneSecurity'],
  ['trustDomain', 'mesh.trustDomain', since('1.1')],
  ['trustDomainAliases', 'mesh.trustDomainAliases', since('1.4')],
  ['certificates', 'mesh.certificates', since('1.4')],
  ['meshID', 'mesh.id', since('1.3')],
  ['proxy.discoveryDomain', 'mesh.clusterDomain', keyUntil('1.0'), domain],
  ['proxy.proxyDomain', 'mesh.clusterDomain', keyUntil('1.0'), domain],
  ['proxy.clusterDomain', 'mesh.clusterDomain', keySince('1.1')],
  ['outboundTrafficPolicy.mode', 'mesh.outboundTrafficPolicy', since('1.1')],
  ['disablePolicyChecks', 'mesh.policyChecks', {}, not],
  ['policyCheckFailOpen', 'mesh.policyCheckFailOpen'],
  ['proxy.accessLogFile', 'mesh.accessLog.file'],
  ['proxy.accessLogEncoding', 'mesh.accessLog.encoding', since('1.1')],
  ['proxy.accessLogFormat', 'mesh.accessLog.format', since('1.1')],
  ['enableTracing', 'mesh.tracing.enabled'],
  ['proxy.tracer', 'mesh.tracing.tracer', since('1.1')],
  ['remoteZipkinAddress', 'mesh.tracing.zipkin.address', keySince('1.1'), withPort(9411)],
  ['tracer.zipkin.address', 'mesh.tracing.zipkin.address', keySince('1.1')],
  ['tracer.lightstep', 'mesh.tracing.lightstep', since('1.1')],
  ['tracer.datadog', 'mesh.tracing.datadog', since('1.1')],
  ...endpoint('proxy.envoyStatsd', 'mesh.statsd', {}, (version) => rowOf(CHART_DEFAULTS, version).mesh.statsd.address),
  ...endpoint('proxy.envoyMetricsService', 'mesh.metricsService', since('1.1')),
  ...connection('proxy.envoyMetricsService', 'mesh.metricsService', since('1.4')),
  ...endpoint('proxy.envoyAccessLogService', 'mesh.accessLogService', since('1.3')),
  ...connection('proxy.envoyAccessLogService', 'mesh.accessLogService', since('1.3')),
  ['proxy.enableCoreDump', 'mesh.coreDump.enabled'],
  ['proxy.enableCoreDumpImage', 'mesh.coreDump.image', since('1.3'), when('global.proxy.enableCoreDump')],
  ['configValidation', 'mesh.configValidation'],
  ['useMCP', 'mesh.useMCP', since('1.1')],
  ['oneNamespace', 'mesh.oneNamespace'],
  ['localityLbSetting', 'mesh.locality', since('1.1')],
  ['meshNetworks', 'mesh.networks', since('1.1')],
  ['k8sIngressSelector', 'mesh.kubernetesIngress.gateway', keyUntil('1.0'), unaskedIngress('ingress', 'gateway')],
  ['k8sIngressHttps', 'mesh.kubernetesIngress.https', keyUntil('1.0'), unaskedIngress(false, 'https')],
  ['k8sIngress.enabled', 'mesh.kubernetesIngress.enabled', keySince('1.1')],
  ['k8sIngress.gatewayName', 'mesh.kubernetesIngress.gateway', keySince('1.1'), withIngress],
  ['k8sIngress.enableHttps', 'mesh.kubernetesIngress.https', keySince('1.1'), withIngress],
  ['multiCluster.enabled', 'mesh.multiCluster.enabled', since('1.1')],
  ['multiCluster.clusterName', 'mesh.multiCluster.clusterName', since('1.3')],
  ['network', 'mesh.multiCluster.network', since('1.1')],
  ['podDNSSearchNamespaces', 'mesh.multiCluster.podDNSSearchNamespaces', since('1.1')],
  ['meshExpansion', 'mesh.expansion.enabled', keyUntil('1.0'), onlySwitch],
  ['meshExpansionILB', 'mesh.expansion.useILB', keyUntil('1.0')],
  ['meshExpansion.enabled', 'mesh.expansion.enabled', since('1.1')],
  ['meshExpansion.useILB', 'mesh.expansion.useILB', since('1.1')],
  ['remotePilotAddress', 'mesh.remote.pilotAddress'],
  ['remotePolicyAddress', 'mesh.remote.policyAddress'],
  ['remoteTelemetryAddress', 'mesh.remote.telemetryAddress'],
  ['createRemoteSvcEndpoints', 'mesh.remote.createServiceEndpoints', keySince('1.1')],
  ['remotePilotCreateSvcEndpoint', 'mesh.remote.createServiceEndpoints', keySince('1.1')],
  ['istioRemote', 'profile', keySince('1.1'), remoteOnly],
  ['configRootNamespace', 'mesh.config.rootNamespace', keySince('1.1')],
  ['proxy.dnsRefreshRate', 'mesh.config.dnsRefreshRate', keySince('1.1'), meshConfig('dnsRefreshRate')],
  [
    'proxy.protocolDetectionTimeout',
    'mesh.config.protocolDetectionTimeout',
    keySince('1.3'),
    meshConfig('protocolDetectionTimeout'),
  ],
];

const SIDECAR: readonly Row[] = [
  ['proxy.autoInject', 'autoInject', {}, enabled],
  ['proxy.resources', 'resources'],
  ['proxy.init.resources', 'init.resources', keySince('1.3')],
  ['proxy.concurrency', 'concurrency'],
  ['proxy.logLevel', 'logLevel', since('1.1')],
  ['proxy.componentLogLevel', 'componentLogLevel', since('1.2')],
  ['proxy.lifecycle', 'lifecycle', since('1.3')],
  ['proxy.privileged', 'privileged'],
  ['proxy.includeIPRanges', 'capture.includeIPRanges'],
  ['proxy.excludeIPRanges', 'capture.excludeIPRanges'],
  ['proxy.includeInboundPorts', 'capture.includeInboundPorts', {}, unread('sidecar.capture.includeInboundPorts')],
  ['proxy.excludeInboundPorts', 'capture.excludeInboundPorts'],
  ['proxy.excludeOutboundPorts', 'capture.excludeOutboundPorts', since('1.2')],
  ['proxy.kubevirtInterfaces', 'capture.kubevirtInterfaces', since('1.1')],
  ['proxy.statusPort', 'readiness.statusPort'],
  ['proxy.readinessInitialDelaySeconds', 'readiness.initialDelaySeconds'],
  ['proxy.readinessPeriodSeconds', 'readiness.periodSeconds'],
  ['proxy.readinessFailureThreshold', 'readiness.failureThreshold'],
  ['sds.enabled', 'sds.enabled', since('1.1')],
  ['sds.udsPath', 'sds.udsPath', since('1.1')],
  ['sds.token.aud', 'sds.tokenAudience', since('1.3')],
];

const DEFAULTS: readonly Row[] = [
  ['defaultResources', 'resources'],
  ['defaultNodeSelector', 'nodeSelector', keySince('1.1')],
  ['defaultTolerations', 'tolerations', keySince('1.2')],
  ['defaultPodDisruptionBudget.enabled', 'podDisruptionBudget.enabled', keySince('1.1')],
  ['priorityClassName', 'priorityClassName'],
  ['arch', 'architectures'],
  ['logging.level', 'logLevel', since('1.1')],
];

const INJECTION: readonly Row[] = [
  ['enableNamespacesByDefault', 'injectNamespacesByDefault'],
  ['rewriteAppHTTPProbe', 'rewriteAppHTTPProbe', since('1.1')],
  ['neverInjectSelector', 'neverInjectSelector', { since: '1.2', works: { since: '1.1' } }],
  ['alwaysInjectSelector', 'alwaysInjectSelector', { since: '1.2', works: { since: '1.1' } }],
  ['injectedAnnotations', 'injectedAnnotations', since('1.4')],
];

/** The values `global`, and what is about sidecars elsewhere. */
export const MESH_OPTIONS: readonly Option[] = [
  ...options(GLOBAL, 'global.'),
  ...options(SIDECAR, 'global.', 'sidecar.'),
  ...options(DEFAULTS, 'global.', 'defaults.'),
  // The demonstration of 1.1 had them in the wrong place.
  ...options(INJECTION.slice(0, 2), 'global.sidecarInjectorWebhook.', 'sidecar.'),
  ...options(INJECTION, 'sidecarInjectorWebhook.', 'sidecar.'),
  ...options([['istio_cni.enabled', 'sidecar.cni.enabled', since('1.1')]]),
];
