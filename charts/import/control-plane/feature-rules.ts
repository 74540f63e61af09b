import { at } from '../../values/tree.ts';
import { nothing, remedy, to, withAdvice, type Convert, type Rule } from '../rules.ts';
import { podRules, serviceRules } from './component-rules.ts';

/** A component of a feature, and the block of the contract that it is. */
interface Component {
  readonly name: string;
  readonly path: string;
  /** It needs a word of its own, also where its feature is on. */
  readonly isOptional?: true;
}

/** Features of an IstioControlPlane with their components (istiocontrolplane_types.proto, Istio 1.4). */
const FEATURES: Readonly<Record<string, readonly Component[]>> = {
  trafficManagement: [{ name: 'pilot', path: 'components.pilot' }],
  policy: [{ name: 'policy', path: 'components.policy' }],
  telemetry: [{ name: 'telemetry', path: 'components.telemetry' }],
  security: [
    { name: 'citadel', path: 'components.citadel' },
    { name: 'nodeAgent', path: 'components.nodeagent', isOptional: true },
  ],
  configManagement: [{ name: 'galley', path: 'components.galley' }],
  autoInjection: [{ name: 'injector', path: 'components.injector' }],
  gateways: [
    { name: 'ingressGateway', path: 'gateways.istio-ingressgateway' },
    { name: 'egressGateway', path: 'gateways.istio-egressgateway', isOptional: true },
  ],
  coreDNS: [{ name: 'coreDNS', path: 'components.coredns' }],
};

const enabled = (components: readonly Component[]): Convert => to(...components.map(({ path }) => `${path}.enabled`));

const INSTALL_CNI = 'istio-cni is not installed here; install it first';
const CERT_MANAGER = 'cert-manager is no part of the mesh any more; install it apart from the mesh';
const ONE_NAMESPACE = 'the whole control plane is in one namespace, spec.namespace';

/** A feature that is off takes its components along, whatever they say themselves: so it has the last word. */
export const FEATURE_RULES: readonly Rule[] = [
  ...Object.entries(FEATURES).flatMap(([feature, components]): Rule[] => [
    [`${feature}.enabled`, whenTrue(enabled(components.filter(({ isOptional }) => isOptional !== true)))],
    ...components.flatMap((component) => rulesOf(feature, component)),
    [`${feature}.components.namespace`, inOneNamespace],
    [`${feature}.enabled`, whenFalse(enabled(components))],
  ]),
  // Never carried out by istioctl: sidecars are settings of the injector.
  ['trafficManagement.components.proxy', nothing],
  ['configManagement.enabled', whenFalse(withoutGalley)],
  ['configManagement.components.galley.enabled', whenFalse(withoutGalley)],
  ['security.components.certManager.enabled', remedy(CERT_MANAGER, false)],
  ['security.components.certManager', nothing],
  ['cni.enabled', withAdvice(to('sidecar.cni.enabled'), INSTALL_CNI)],
  ['cni.components.cni.enabled', withAdvice(to('sidecar.cni.enabled'), INSTALL_CNI)],
];

function rulesOf(feature: string, { name, path }: Component): Rule[] {
  const from = `${feature}.components.${name}`;
  return [
    [`${from}.enabled`, to(`${path}.enabled`)],
    [`${from}.namespace`, path.startsWith('gateways.') ? to(`${path}.namespace`) : inOneNamespace],
    ...podRules(from, path),
    ...(path.startsWith('gateways.') ? serviceRules(from, path) : []),
  ];
}

function inOneNamespace(value: unknown, spec: Readonly<Record<string, unknown>>) {
  return remedy(ONE_NAMESPACE, spec['defaultNamespace'] ?? 'istio-system')(value, spec);
}

/** Nobody is left to read configuration from. */
function withoutGalley(_: unknown, spec: Readonly<Record<string, unknown>>) {
  const isSaid = at(spec, ['values', 'global', 'useMCP']) !== undefined;
  return isSaid ? {} : { fields: { 'mesh.useMCP': false } };
}

function whenTrue(convert: Convert): Convert {
  return (value, spec) => (value === true ? convert(value, spec) : {});
}

function whenFalse(convert: Convert): Convert {
  return (value, spec) => (value === false ? convert(value, spec) : {});
}
