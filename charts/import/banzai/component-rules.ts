import { at } from '../../values/tree.ts';
import { environment, ports } from '../pod-settings.ts';
import { numberOf } from '../document.ts';
import { nothing, remedy, to, withAdvice, type Convert, type Rule } from '../rules.ts';
import { image } from './images.ts';

const ARGUMENTS = 'add arguments by spec.overlays';

/** What components have in common (BaseK8sResourceConfiguration and those around it), for one or more of ours. */
const podRules = (from: string, ...paths: readonly string[]): Rule[] =>
  paths.flatMap((path): Rule[] => [
    ...['enabled', 'resources', 'nodeSelector', 'affinity', 'tolerations', 'podAnnotations'].map((field): Rule => [
      `${from}.${field}`,
      to(`${path}.${field}`),
    ]),
    [`${from}.image`, image(`${path}.image`)],
    [`${from}.replicaCount`, to(`${path}.replicas`)],
    [`${from}.minReplicas`, to(`${path}.autoscaling.min`)],
    [`${from}.maxReplicas`, autoscaled(path, from)],
    [`${from}.additionalContainerArgs`, remedy(ARGUMENTS)],
    [`${from}.additionalEnvVars`, environment(`${path}.env`)],
  ]);

/** Its operator makes an autoscaler where there may be more pods than there have to be. */
function autoscaled(path: string, from: string): Convert {
  return (value, spec) => {
    const min = at(spec, [...from.split('.'), 'minReplicas']) ?? 1;
    const fields = {
      [`${path}.autoscaling.max`]: value,
      [`${path}.autoscaling.enabled`]: numberOf(value) > numberOf(min),
    };
    return { fields };
  };
}

const pass = (from: string, path: string, fields: readonly string[]): Rule[] =>
  fields.map((field): Rule => [`${from}.${field}`, to(`${path}.${field}`)]);

const gatewayRules = (from: string, path: string): Rule[] => [
  ...podRules(from, path),
  ...pass(from, path, ['labels', 'loadBalancerIP', 'serviceAnnotations', 'applicationPorts']),
  ...pass(from, path, ['sds.enabled', 'sds.resources']),
  [`${from}.sds.image`, image(`${path}.sds.image`)],
  [`${from}.serviceType`, to(`${path}.type`)],
  [`${from}.serviceLabels`, remedy('add labels of the Service by spec.overlays')],
  [`${from}.ports`, ports(`${path}.ports`)],
  [`${from}.requestedNetworkView`, to(`${path}.env.ISTIO_META_REQUESTED_NETWORK_VIEW`)],
];

const mixerRules = (from: string, ...halves: readonly string[]): Rule[] => [
  ...podRules(from, ...halves),
  [`${from}.checksEnabled`, to('mesh.policyChecks')],
  [`${from}.reportBatchMaxEntries`, to('components.telemetry.reportBatch.maxEntries')],
  [`${from}.reportBatchMaxTime`, to('components.telemetry.reportBatch.maxTime')],
  [`${from}.sessionAffinityEnabled`, to('components.telemetry.sessionAffinity')],
  [`${from}.stdioAdapterEnabled`, to('components.telemetry.adapters.stdio.enabled')],
  [`${from}.multiClusterSupport`, remedy('configure the kubernetesenv handler for other clusters by hand', false)],
];

const INJECTOR = 'sidecarInjector';
const CNI = `${INJECTOR}.initCNIConfiguration`;

const INJECTOR_RULES: readonly Rule[] = [
  ...podRules(INJECTOR, 'components.injector'),
  [`${INJECTOR}.init.resources`, to('sidecar.init.resources')],
  [`${INJECTOR}.rewriteAppHTTPProbe`, to('sidecar.rewriteAppHTTPProbe')],
  [`${INJECTOR}.autoInjectionPolicyEnabled`, to('sidecar.autoInject')],
  [`${INJECTOR}.enableNamespacesByDefault`, to('sidecar.injectNamespacesByDefault')],
  ...pass(INJECTOR, 'sidecar', ['neverInjectSelector', 'alwaysInjectSelector', 'injectedAnnotations']),
  [`${INJECTOR}.injectedContainerAdditionalArgs`, remedy('the template of the sidecar takes no more arguments')],
  [`${INJECTOR}.injectedContainerAdditionalEnvVars`, remedy('the template of the sidecar takes no more variables')],
  [`${CNI}.enabled`, withAdvice(to('sidecar.cni.enabled'), 'istio-cni is not installed here; install it first')],
  [CNI, nothing],
];

/** Components of an Istio (istio_types.go and meshgateway_types.go of its operator, 1.0 to 1.4). */
export const COMPONENT_RULES: readonly Rule[] = [
  ...podRules('pilot', 'components.pilot'),
  ['pilot.sidecar', to('components.pilot.sidecar')],
  ['pilot.traceSampling', to('mesh.tracing.sampling')],
  ['pilot.enableProtocolSniffing', to('components.pilot.protocolSniffing.outbound')],
  ['pilot.enableProtocolSniffingOutbound', to('components.pilot.protocolSniffing.outbound')],
  ['pilot.enableProtocolSniffingInbound', to('components.pilot.protocolSniffing.inbound')],
  ...podRules('citadel', 'components.citadel'),
  ...pass('citadel', 'components.citadel', ['healthCheck', 'workloadCertTTL', 'enableNamespacesByDefault']),
  ['citadel.caSecretName', ownRoot],
  ['citadel.maxWorkloadCertTTL', remedy(ARGUMENTS)],
  ...podRules('galley', 'components.galley'),
  ['galley.configValidation', to('mesh.configValidation')],
  ['galley.enableServiceDiscovery', to('components.galley.serviceDiscovery')],
  ['galley.enableAnalysis', to('components.galley.analysis')],
  ...mixerRules('mixer', 'components.policy', 'components.telemetry'),
  ...mixerRules('policy', 'components.policy'),
  ...mixerRules('telemetry', 'components.telemetry'),
  ...INJECTOR_RULES,
  ...podRules('nodeAgent', 'components.nodeagent'),
  ...podRules('istioCoreDNS', 'components.coredns'),
  ['istioCoreDNS.pluginImage', to('images.overrides.coredns-plugin')],
  ...gatewayRules('gateways.ingress', 'gateways.istio-ingressgateway'),
  ...gatewayRules('gateways.egress', 'gateways.istio-egressgateway'),
  ['gateways.enabled', allGatewaysOff],
];

/** Citadel finds a root of one's own in one Secret only. */
function ownRoot(value: unknown) {
  const text = 'put your root into the Secret cacerts, and set components.citadel.selfSigned: false';
  if (value === 'cacerts') return { fields: { 'components.citadel.selfSigned': false } };
  return value === '' ? {} : { remedy: text };
}

function allGatewaysOff(value: unknown) {
  const names = ['istio-ingressgateway', 'istio-egressgateway'];
  return value === false
    ? { fields: Object.fromEntries(names.map((name) => [`gateways.${name}.enabled`, false])) }
    : {};
}
