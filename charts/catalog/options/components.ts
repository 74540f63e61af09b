import { as, IGNORED, listOrOne, unlessEmpty, type Convert } from './conversions.ts';
import { ownImage } from './images.ts';
import { keySince, keyUntil, options, since, type Option, type Row } from './option.ts';
import { component, mixers, scaledComponent } from './workloads.ts';

const PILOT: readonly Row[] = [
  ['sidecar', 'sidecar'],
  ['keepaliveMaxServerConnectionAge', 'keepaliveMaxServerConnectionAge', since('1.1')],
  ['enableProtocolSniffingForOutbound', 'protocolSniffing.outbound', since('1.3')],
  ['enableProtocolSniffingForInbound', 'protocolSniffing.inbound', since('1.3')],
  ['configSource.subscribedResources', 'subscribedResources', since('1.4'), listOrOne],
  ['jwksResolverExtraRootCA', 'jwksResolverExtraRootCA', since('1.4')],
];

const TELEMETRY: readonly Row[] = [
  ['telemetry.loadshedding', 'loadShedding', since('1.1')],
  ['telemetry.sessionAffinityEnabled', 'sessionAffinity', since('1.1')],
  ['telemetry.reportBatchMaxEntries', 'reportBatch.maxEntries', since('1.3')],
  ['telemetry.reportBatchMaxTime', 'reportBatch.maxTime', since('1.3')],
  ['adapters.stdio', 'adapters.stdio', keySince('1.1')],
  ['adapters.prometheus.enabled', 'adapters.prometheus.enabled', keySince('1.1')],
  ['adapters.prometheus.metricsExpiryDuration', 'adapters.prometheus.metricsExpiryDuration', since('1.1')],
  ['adapters.kubernetesenv.enabled', 'adapters.kubernetesenv.enabled', keySince('1.1')],
  ['adapters.useAdapterCRDs', 'adapters.useAdapterCRDs', since('1.1')],
  ['templates.useTemplateCRDs', 'adapters.useTemplateCRDs', { since: '1.2', until: '1.2', works: { since: '1.2' } }],
];

const GALLEY: readonly Row[] = [
  ['enableServiceDiscovery', 'serviceDiscovery', since('1.4')],
  ['enableAnalysis', 'analysis', since('1.4')],
];

const CITADEL: readonly Row[] = [
  ['selfSigned', 'selfSigned'],
  ['createMeshPolicy', 'createMeshPolicy', keySince('1.1')],
  ['workloadCertTtl', 'workloadCertTTL', keySince('1.2')],
  ['citadelHealthCheck', 'healthCheck', since('1.2')],
  ['enableNamespacesByDefault', 'enableNamespacesByDefault', since('1.3')],
];

/** The chart of 1.0 always let pilot serve Ingress objects; here it is told to with what they come in by. */
const servesIngress: Convert = (value, { version }) =>
  value === true && version.startsWith('1.0.') ? as(true) : IGNORED;

const INGRESS: readonly Row[] = [
  ['enabled', 'enabled'],
  ['replicaCount', 'replicas'],
  ['autoscaleMin', 'autoscaling.min'],
  ['autoscaleMax', 'autoscaling.max'],
  ['service.type', 'service.type'],
  ['service.annotations', 'service.annotations'],
  ['service.loadBalancerIP', 'service.loadBalancerIP'],
  ['service.externalTrafficPolicy', 'service.externalTrafficPolicy', {}, unlessEmpty],
  ['service.ports', 'service.ports'],
];

const LEGACY_INGRESS: readonly Option[] = [
  ...options(INGRESS, 'ingress.', 'components.ingress.').map((option) => ({
    ...option,
    until: '1.0' as const,
    instead: 'Ingress objects go through a gateway there: use spec.mesh.kubernetesIngress.',
  })),
  // Where spec.defaults says what resources are, a spec that is written out whole has them with every line.
  ...options([['ingress.resources', 'components.ingress.resources', keyUntil('1.0')]]),
  ...options([['ingress.enabled', 'mesh.kubernetesIngress.enabled', keyUntil('1.0'), servesIngress]]),
];

/** The values of the control plane. */
export const COMPONENT_OPTIONS: readonly Option[] = [
  ...scaledComponent('pilot', 'components.pilot', ownImage('pilot')),
  ...options([['pilot.traceSampling', 'mesh.tracing.sampling']]),
  ...options(PILOT, 'pilot.', 'components.pilot.'),
  ...mixers(ownImage('mixer')),
  ...options(TELEMETRY, 'mixer.', 'components.telemetry.'),
  ...component('galley', 'components.galley', ownImage('galley')),
  ...options(GALLEY, 'galley.', 'components.galley.'),
  ...component('security', 'components.citadel', ownImage('citadel')),
  ...options(CITADEL, 'security.', 'components.citadel.'),
  ...options([['global.sidecarInjectorWebhook.enabled', 'components.injector.enabled']]),
  ...component('sidecarInjectorWebhook', 'components.injector', ownImage('injector')),
  ...LEGACY_INGRESS,
  ...component('nodeagent', 'components.nodeagent', ownImage('nodeagent')).map((option) =>
    option.helm === 'nodeagent.enabled' ? { ...option, ...since('1.1') } : option,
  ),
];
