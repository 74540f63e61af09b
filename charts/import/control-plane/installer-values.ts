import { at, isTree, type Tree } from '../../values/tree.ts';
import { withoutKeys } from '../merge.ts';
import { nothing, remedy, to, type Convert, type Rule } from '../rules.ts';

/** Keys of values that istioctl's own charts had and those of Helm did not, and what becomes of them. */
const ONLY_THERE: readonly Rule[] = [
  ['global.logAsJson', remedy('programs of the control plane write text', false)],
  ['global.proxy_init.resources', to('sidecar.init.resources')],
  ['global.istioRemote', remoteProfile],
  ['pilot.configNamespace', remedy('the whole control plane is in one namespace', 'istio-config', 'istio-system')],
  ['pilot.appNamespaces', remedy('pilot looks at all namespaces, or with spec.mesh.oneNamespace at its own')],
  ['pilot.configMap', nothing],
  ['pilot.deploymentLabels', remedy('add labels by spec.overlays')],
  ['pilot.ingress.ingressControllerMode', remedy('use spec.mesh.kubernetesIngress', 'OFF', 'DEFAULT')],
  ['pilot.ingress.ingressService', nothing],
  ['pilot.ingress.ingressClass', remedy('set it in spec.mesh.config (ingressClass)', 'istio')],
  ['pilot.telemetry.enabled', nothing],
  ['pilot.policy.enabled', remedy('use spec.components.policy.enabled', false)],
  ['pilot.useMCP', remedy('use spec.mesh.useMCP, which is for all', true)],
  ['telemetry.enabled', to('components.telemetry.enabled')],
  ['telemetry.v1.enabled', nothing],
  ['telemetry.v2', withoutMixer],
  ['mixer.adapters.stackdriver', unlessOff('configure the adapter as a handler of your own')],
  ['mixer.policy.adapters', nothing],
  ['mixer.policy.sessionAffinityEnabled', remedy('only telemetry has sessionAffinity', false)],
  ...['policy', 'telemetry'].flatMap((name): Rule[] => [
    [`mixer.${name}.image`, remedy('use spec.images.overrides', 'mixer')],
    [`mixer.${name}.useMCP`, remedy('use spec.mesh.useMCP, which is for all', true)],
    ...['env', 'nodeSelector', 'tolerations', 'resources'].map((field): Rule => [
      `mixer.${name}.${field}`,
      unlessEmpty(to(`components.${name}.${field}`)),
    ]),
    ...['podAntiAffinityLabelSelector', 'podAntiAffinityTermLabelSelector'].map((field): Rule => [
      `mixer.${name}.${field}`,
      remedy(`use spec.components.${name}.affinity`),
    ]),
  ]),
  ['security.trustDomain', remedy('use spec.mesh.trustDomain', 'cluster.local')],
  ['security.dnsCerts', nothing],
  ...['istio-ingressgateway', 'istio-egressgateway'].flatMap((name): Rule[] => [
    [`gateways.${name}.zvpn`, nothing],
    [`gateways.${name}.debug`, nothing],
    [`gateways.${name}.drainDuration`, remedy('set it by spec.overlays', '45s')],
    [`gateways.${name}.connectTimeout`, remedy('set it by spec.overlays', '10s')],
    [`gateways.${name}.telemetry_domain_name`, remedy('hosts belong in a Gateway resource')],
    [`gateways.${name}.telemetry_addon_gateways`, addonGateways],
    [`gateways.${name}.domain`, remedy('hosts belong in a Gateway resource')],
  ]),
  ['sidecarInjectorWebhook.selfSigned', nothing],
  ['sidecarInjectorWebhook.injectLabel', remedy('the label is istio-injection', 'istio-injection')],
  ['sidecarInjectorWebhook.objectSelector', unlessOff('pods opt out by the annotation sidecar.istio.io/inject')],
  ['cni', remedy('set it where istio-cni is installed')],
  ['tracing.opencensus', unlessChosen('opencensus')],
  ['version', nothing],
  ['clusterResources', remedy('cluster-wide objects are part of every mesh', true)],
];

/** The same rules for the values of an IstioControlPlane. */
export const INSTALLER_RULES: readonly Rule[] = ['values', 'unvalidatedValues'].flatMap((block) =>
  ONLY_THERE.map(([key, convert]): Rule => [`${block}.${key}`, (value, spec) => convert(value, spec)]),
);

/** Values as the charts of Helm had them. */
export const withoutInstallerValues = (values: Tree): Tree =>
  withoutKeys(
    values,
    ONLY_THERE.map(([key]) => key.split('.')),
  );

function remoteProfile(value: unknown, spec: Tree) {
  return value === true && spec['profile'] !== 'remote' ? { remedy: 'use the profile remote (--profile remote)' } : {};
}

function withoutMixer(value: unknown) {
  const isOn = at(value, ['enabled']) === true;
  return isOn ? { remedy: 'telemetry without mixer is of Istio 1.5; mixer gives the same metrics' } : {};
}

/** Gateways of add-ons by name, each with a switch of its own. */
function addonGateways(value: unknown) {
  const isOn = isTree(value) && Object.values(value).some((gateway) => at(gateway, ['enabled']) === true);
  return isOn ? { remedy: 'create a Gateway and a VirtualService for the add-on' } : {};
}

function unlessOff(text: string): Convert {
  return (value) => (isTree(value) && value['enabled'] === true ? { remedy: text } : {});
}

function unlessEmpty(convert: Convert): Convert {
  return (value, spec) => (isTree(value) && Object.keys(value).length === 0 ? {} : convert(value, spec));
}

function unlessChosen(provider: string): Convert {
  return (_, spec) =>
    at(spec, ['values', 'tracing', 'provider']) === provider ? { remedy: 'choose jaeger or zipkin' } : {};
}
