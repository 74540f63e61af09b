import { at } from '../../values/tree.ts';
import { plainText } from '../document.ts';
import { nothing, remedy, to, type Convert, type Rule } from '../rules.ts';
import { addressed, proxyService } from '../proxy-service.ts';
import { image } from './images.ts';

/** Asks for nothing where its switch is off. */
const unlessOff =
  (text: string): Convert =>
  (value) =>
    at(value, ['enabled']) === true ? { remedy: text } : {};

/** STRICT is mutual TLS for all, PERMISSIVE what there is without; off altogether is a policy of the user's own. */
const mtlsMode: Convert = (value) =>
  value === 'DISABLED'
    ? { remedy: 'set components.citadel.createMeshPolicy: false, and create a MeshPolicy of your own' }
    : { fields: { 'mesh.mtls.enabled': value === 'STRICT' } };

const statsd: Convert = (value) => (at(value, ['enabled']) === true ? addressed('mesh.statsd.address', value) : {});

const whenTracer =
  (tracer: string): Convert =>
  (value, spec) =>
    at(spec, ['tracing', 'tracer']) === tracer ? { fields: { [`mesh.tracing.${tracer}`]: value } } : {};

/** Where spans go by themselves, the add-on, needs no word. */
const zipkinAddress: Convert = (value) =>
  /^zipkin\.[^.:]+:9411$/.test(plainText(value)) ? {} : { fields: { 'mesh.tracing.zipkin.address': value } };

const NAMESPACES = 'label these namespaces istio-injection=enabled; a MeshInstall labels none';

/** Fields of an Istio that are about the whole mesh and its sidecars (istio_types.go of its operator, 1.0 to 1.4). */
export const MESH_RULES: readonly Rule[] = [
  ['version', nothing],
  ['logging.level', to('defaults.logLevel')],
  ['mtls', to('mesh.mtls.enabled')],
  ['meshPolicy.mtlsMode', mtlsMode],
  ['autoMtls', to('mesh.mtls.auto')],
  ['includeIPRanges', to('sidecar.capture.includeIPRanges')],
  ['excludeIPRanges', to('sidecar.capture.excludeIPRanges')],
  ['autoInjectionNamespaces', remedy(NAMESPACES)],
  ['controlPlaneSecurityEnabled', to('mesh.controlPlaneSecurity')],
  ['defaultResources', to('defaults.resources')],
  ['defaultPodDisruptionBudget.enabled', to('defaults.podDisruptionBudget.enabled')],
  ['priorityClassName', to('defaults.priorityClassName')],
  ['sds.enabled', to('sidecar.sds.enabled')],
  ['sds.udsPath', to('sidecar.sds.udsPath')],
  ['sds.tokenAudience', to('sidecar.sds.tokenAudience')],
  ['sds.customTokenDirectory', remedy('tokens are where Kubernetes projects them')],
  ['sds.useTrustworthyJwt', remedy('use Istio 1.3 or later, which always does', false)],
  ['sds.useNormalJwt', nothing],
  ['gateways.k8singress.enabled', to('mesh.kubernetesIngress.enabled')],
  ['gateways.k8singress.enableHttps', to('mesh.kubernetesIngress.https')],
  ['proxy.image', image('images.overrides.proxy')],
  ['proxyInit.image', image('images.overrides.proxy_init')],
  ['proxy.accessLogFile', to('mesh.accessLog.file')],
  ['proxy.accessLogFormat', to('mesh.accessLog.format')],
  ['proxy.accessLogEncoding', to('mesh.accessLog.encoding')],
  ['proxy.privileged', to('sidecar.privileged')],
  ['proxy.enableCoreDump', to('mesh.coreDump.enabled')],
  ['proxy.coreDumpImage', to('mesh.coreDump.image')],
  ['proxy.logLevel', to('sidecar.logLevel')],
  ['proxy.componentLogLevel', to('sidecar.componentLogLevel')],
  ['proxy.dnsRefreshRate', to('mesh.config.dnsRefreshRate')],
  ['proxy.protocolDetectionTimeout', to('mesh.config.protocolDetectionTimeout')],
  ['proxy.clusterDomain', to('mesh.clusterDomain')],
  ['proxy.resources', to('sidecar.resources')],
  ['proxy.lifecycle', to('sidecar.lifecycle')],
  ['proxy.envoyStatsD', statsd],
  ['proxy.envoyMetricsService', proxyService('mesh.metricsService')],
  ['proxy.envoyAccessLogService', proxyService('mesh.accessLogService')],
  ['proxy.useMetadataExchangeFilter', remedy('telemetry without mixer is of Istio 1.5', false)],
  ['mixerlessTelemetry', unlessOff('telemetry without mixer is of Istio 1.5')],
  ['watchOneNamespace', to('mesh.oneNamespace')],
  ['watchAdapterCRDs', to('components.telemetry.adapters.useAdapterCRDs')],
  ['useMCP', to('mesh.useMCP')],
  ['defaultConfigVisibility', remedy('use spec.mesh.config (defaultServiceExportTo and the like)', '*')],
  ['outboundTrafficPolicy.mode', to('mesh.outboundTrafficPolicy')],
  ['tracing.enabled', to('mesh.tracing.enabled')],
  ['tracing.tracer', to('mesh.tracing.tracer')],
  ['tracing.zipkin.address', zipkinAddress],
  ['tracing.zipkin.tlsSettings', remedy('sidecars send spans in plain text')],
  ['tracing.lightstep', whenTracer('lightstep')],
  ['tracing.datadog', whenTracer('datadog')],
  ['tracing.stackdriver', nothing],
  ['imagePullPolicy', to('images.pullPolicy')],
  ['meshExpansion', to('mesh.expansion.enabled')],
  ['multiMesh', to('mesh.multiCluster.enabled')],
  ['localityLB', to('mesh.locality')],
  ['clusterName', to('mesh.multiCluster.clusterName')],
  ['meshID', to('mesh.id')],
  ['trustDomain', to('mesh.trustDomain')],
  ['trustDomainAliases', to('mesh.trustDomainAliases')],
  ['certificates', to('mesh.certificates')],
];
