import { listOf, numberOf, plainText, treeOf } from '../document.ts';
import { ports } from '../pod-settings.ts';
import { proxyService } from '../proxy-service.ts';
import { nothing, remedy, to, type Convert, type Rule } from '../rules.ts';

/** A list as text with commas, as istio-iptables takes it. */
const joined =
  (path: string): Convert =>
  (value) => ({ fields: { [path]: listOf(value).map(plainText).join(',') } });

/** Levels by scope, `default:info,ads:debug`. */
const levels =
  (path: string): Convert =>
  (value) => ({
    fields: {
      [path]: Object.entries(treeOf(value))
        .map(([scope, level]) => `${scope}:${plainText(level)}`)
        .join(','),
    },
  });

/** Mixer, None, or something that came after classic Istio. */
const mixer =
  (path: string): Convert =>
  (value) =>
    value === 'Mixer' || value === 'None'
      ? { fields: { [path]: value === 'Mixer' } }
      : { remedy: 'a classic mesh has Mixer or None; for a mixer elsewhere see spec.mesh.remote' };

const tracer: Convert = (value) =>
  value === 'None' || value === 'Jaeger'
    ? { fields: { 'mesh.tracing.enabled': value === 'Jaeger', 'components.tracing.enabled': value === 'Jaeger' } }
    : { remedy: 'choose the tracer in spec.mesh.tracing' };

/** Hundredths of a percent. */
const sampling: Convert = (value) => ({ fields: { 'mesh.tracing.sampling': numberOf(value) / 100 } });

const gateway = (from: string, path: string): Rule[] => [
  ...['enabled', 'namespace'].map((field): Rule => [`${from}.${field}`, to(`${path}.${field}`)]),
  ...['type', 'loadBalancerIP', 'loadBalancerSourceRanges', 'externalIPs', 'externalTrafficPolicy'].map(
    (field): Rule => [`${from}.service.${field}`, to(`${path}.${field}`)],
  ),
  [`${from}.service.ports`, ports(`${path}.ports`)],
  [`${from}.service.metadata.annotations`, to(`${path}.serviceAnnotations`)],
  [`${from}.service.metadata.labels`, to(`${path}.labels`)],
  ...runtime(`${from}.runtime`, path),
];

/** ComponentRuntimeConfig. */
const runtime = (from: string, path: string): Rule[] => [
  [`${from}.deployment.replicas`, to(`${path}.replicas`)],
  [`${from}.deployment.autoScaling.enabled`, to(`${path}.autoscaling.enabled`)],
  [`${from}.deployment.autoScaling.minReplicas`, to(`${path}.autoscaling.min`)],
  [`${from}.deployment.autoScaling.maxReplicas`, to(`${path}.autoscaling.max`)],
  [`${from}.deployment.autoScaling.targetCPUUtilizationPercentage`, to(`${path}.autoscaling.cpuPercent`)],
  [`${from}.pod.nodeSelector`, to(`${path}.nodeSelector`)],
  [`${from}.pod.tolerations`, to(`${path}.tolerations`)],
  [`${from}.pod.metadata.annotations`, to(`${path}.podAnnotations`)],
  [`${from}.container.resources`, to(`${path}.resources`)],
  [`${from}.container.env`, to(`${path}.env`)],
];

const COMPONENTS: Readonly<Record<string, string>> = {
  pilot: 'pilot',
  galley: 'galley',
  security: 'citadel',
  sidecarInjectorWebhook: 'injector',
  prometheus: 'prometheus',
  grafana: 'grafana',
  kiali: 'kiali',
};

const PROXY: readonly (readonly [string, Convert])[] = [
  ['concurrency', to('sidecar.concurrency')],
  ['logging.level', to('sidecar.logLevel')],
  ['logging.componentLevels', levels('sidecar.componentLogLevel')],
  ['accessLogging.file.name', to('mesh.accessLog.file')],
  ['accessLogging.file.encoding', to('mesh.accessLog.encoding')],
  ['accessLogging.file.format', to('mesh.accessLog.format')],
  ['accessLogging.envoyService', proxyService('mesh.accessLogService')],
  ['envoyMetricsService', proxyService('mesh.metricsService')],
  ['networking.clusterDomain', to('mesh.clusterDomain')],
  ['networking.dns.searchSuffixes', to('mesh.multiCluster.podDNSSearchNamespaces')],
  ['networking.dns.refreshRate', to('mesh.config.dnsRefreshRate')],
  ['networking.protocol.autoDetect.inbound', to('components.pilot.protocolSniffing.inbound')],
  ['networking.protocol.autoDetect.outbound', to('components.pilot.protocolSniffing.outbound')],
  ['networking.protocol.autoDetect.timeout', to('mesh.config.protocolDetectionTimeout')],
  ['networking.trafficControl.inbound.includedPorts', joined('sidecar.capture.includeInboundPorts')],
  ['networking.trafficControl.inbound.excludedPorts', joined('sidecar.capture.excludeInboundPorts')],
  ['networking.trafficControl.outbound.includedIPRanges', joined('sidecar.capture.includeIPRanges')],
  ['networking.trafficControl.outbound.excludedIPRanges', joined('sidecar.capture.excludeIPRanges')],
  ['networking.trafficControl.outbound.excludedPorts', joined('sidecar.capture.excludeOutboundPorts')],
  ['networking.trafficControl.outbound.policy', to('mesh.outboundTrafficPolicy')],
  ['runtime.container.resources', to('sidecar.resources')],
  ['runtime.readiness.rewriteApplicationProbes', to('sidecar.rewriteAppHTTPProbe')],
  ...['statusPort', 'initialDelaySeconds', 'periodSeconds', 'failureThreshold'].map(
    (field): readonly [string, Convert] => [`runtime.readiness.${field}`, to(`sidecar.readiness.${field}`)],
  ),
  ...['autoInject', 'neverInjectSelector', 'alwaysInjectSelector', 'injectedAnnotations'].map(
    (field): readonly [string, Convert] => [`injection.${field}`, to(`sidecar.${field}`)],
  ),
];

/** Fields of maistra.io/v2 (controlplane types of its operator, 2.0) that a mesh of Maistra 1 has a use for. */
export const SECOND_API_RULES: readonly Rule[] = [
  ['version', nothing],
  ['profiles', remedy('write what the profiles say into the object', ['default'], ['maistra'], ['servicemesh'])],
  ['general.logging.componentLevels', levels('defaults.logLevel')],
  ['policy.type', mixer('components.policy.enabled')],
  ['policy.mixer.enableChecks', to('mesh.policyChecks')],
  ['policy.mixer.failOpen', to('mesh.policyCheckFailOpen')],
  ['telemetry.type', mixer('components.telemetry.enabled')],
  ['telemetry.mixer.sessionAffinity', to('components.telemetry.sessionAffinity')],
  ['telemetry.mixer.loadshedding', to('components.telemetry.loadShedding')],
  ['telemetry.mixer.batching', to('components.telemetry.reportBatch')],
  ['telemetry.mixer.adapters.useAdapterCRDs', to('components.telemetry.adapters.useAdapterCRDs')],
  ['telemetry.mixer.adapters.kubernetesenv', to('components.telemetry.adapters.kubernetesenv.enabled')],
  ['telemetry.mixer.adapters.stdio.enabled', to('components.telemetry.adapters.stdio.enabled')],
  ['telemetry.mixer.adapters.stdio.outputAsJSON', to('components.telemetry.adapters.stdio.outputAsJson')],
  ['tracing.type', tracer],
  ['tracing.sampling', sampling],
  ['security.dataPlane.mtls', to('mesh.mtls.enabled')],
  ['security.dataPlane.automtls', to('mesh.mtls.auto')],
  ['security.controlPlane.mtls', to('mesh.controlPlaneSecurity')],
  ['security.trust.domain', to('mesh.trustDomain')],
  ['security.trust.additionalDomains', to('mesh.trustDomainAliases')],
  ['security.certificateAuthority.istiod.workloadCertTTLDefault', to('components.citadel.workloadCertTTL')],
  ...PROXY.map(([from, convert]): Rule => [`proxy.${from}`, convert]),
  ...gateway('gateways.ingress', 'gateways.istio-ingressgateway'),
  ...gateway('gateways.egress', 'gateways.istio-egressgateway'),
  ['gateways.enabled', to('gateways.istio-ingressgateway.enabled', 'gateways.istio-egressgateway.enabled')],
  ['gateways.openshiftRoute', remedy('write the Routes of OpenShift by hand', { enabled: false })],
  ...Object.entries(COMPONENTS).flatMap(([name, own]) => runtime(`runtime.components.${name}`, `components.${own}`)),
  ['runtime.defaults.container.resources', to('defaults.resources')],
  ['runtime.defaults.pod.nodeSelector', to('defaults.nodeSelector')],
  ['runtime.defaults.pod.tolerations', to('defaults.tolerations')],
  ['runtime.defaults.deployment.podDisruption.enabled', to('defaults.podDisruptionBudget.enabled')],
  ...['prometheus', 'grafana', 'kiali'].map((name): Rule => [
    `addons.${name}.enabled`,
    to(`components.${name}.enabled`),
  ]),
];
