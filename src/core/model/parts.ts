import { ADDONS, COMPONENTS, LABELS, type ComponentName } from '../../api/components.ts';
import type { Manifest } from '../../api/manifest.ts';

/** Objects that are applied together, as soon as the gates of all that they need are open. */
export interface Part {
  readonly name: string;
  /** What is waited for, as people read it. */
  readonly gate: string;
  /** The mesh is installed also while the gate is still closed. */
  readonly holdsNobody?: true;
  readonly takes: (object: Manifest, component: ComponentName) => boolean;
}

const ofKind =
  (...kinds: string[]) =>
  ({ kind }: Manifest): boolean =>
    kinds.includes(kind);

const isWorkload = ofKind('Deployment', 'DaemonSet', 'HorizontalPodAutoscaler', 'PodDisruptionBudget');
const isIstioResource = ({ apiVersion }: Manifest): boolean => /\.istio\.io\//.test(apiVersion);
const isWebhook = ofKind('ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration');

/** True for kinds that grant a role to somebody. */
export const isBinding = ofKind('ClusterRoleBinding', 'RoleBinding');

/** The injector's template: each release speaks its own dialect, so that it comes with its injector and not before. */
const isInjection = ({ kind, metadata }: Manifest): boolean =>
  kind === 'ConfigMap' && metadata.name === 'istio-sidecar-injector';

/** Roles, accounts, configuration and addresses of everything: cheap, and waited for by all pods. */
const isFoundation = (object: Manifest): boolean =>
  !isBinding(object) &&
  !isWorkload(object) &&
  !isIstioResource(object) &&
  !isWebhook(object) &&
  !isInjection(object) &&
  !ofKind('Namespace', 'CustomResourceDefinition')(object);

const workloadOf =
  (...components: ComponentName[]) =>
  (object: Manifest, component: ComponentName): boolean =>
    isWorkload(object) && components.includes(component);

const isGateway = (component: ComponentName): boolean => !(COMPONENTS as readonly string[]).includes(component);

const isMixerResource = ({ apiVersion }: Manifest): boolean => apiVersion.startsWith('config.istio.io/');
const isAttributes = ofKind('attributemanifest');

/** Every part of a mesh, needed before needing; what each needs, and why, is in needs.ts. */
export const PARTS: readonly Part[] = [
  { name: 'namespace', gate: 'namespace active', takes: ofKind('Namespace') },
  { name: 'crds', gate: 'CRDs established', takes: ofKind('CustomResourceDefinition') },
  { name: 'foundation', gate: 'accepted', takes: isFoundation },
  { name: 'bindings', gate: 'accepted', takes: isBinding },
  { name: 'citadel', gate: 'citadel available and its certificates issued', takes: workloadOf('citadel', 'nodeagent') },
  { name: 'galley', gate: 'galley available and reachable', takes: workloadOf('galley') },
  {
    name: 'validation',
    gate: 'certificate of galley trusted by its webhook',
    takes: ofKind('ValidatingWebhookConfiguration'),
  },
  { name: 'pilot', gate: 'pilot available', takes: workloadOf('pilot') },
  { name: 'attributes', gate: 'attributes of mixer accepted', takes: isAttributes },
  {
    name: 'mixer-resources',
    gate: 'configuration of mixer accepted',
    takes: (object) => isMixerResource(object) && !isAttributes(object),
  },
  { name: 'mixer', gate: 'policy and telemetry available', takes: workloadOf('policy', 'telemetry') },
  {
    name: 'injector',
    gate: 'injector available',
    takes: (o, component) => isInjection(o) || workloadOf('injector')(o, component),
  },
  {
    name: 'injection',
    gate: 'certificate of the injector trusted by its webhook',
    takes: ofKind('MutatingWebhookConfiguration'),
  },
  { name: 'gateways', gate: 'gateways available', takes: (o, component) => isWorkload(o) && isGateway(component) },
  {
    name: 'istio-resources',
    gate: 'Istio resources accepted',
    takes: (object) => isIstioResource(object) && !isMixerResource(object),
  },
  {
    name: 'addons',
    gate: 'add-ons available',
    holdsNobody: true,
    takes: (o, component) => isWorkload(o) && (ADDONS.has(component) || component === 'coredns'),
  },
];

/** The component that an object says it belongs to. */
export function componentOf(object: Manifest): ComponentName {
  return object.metadata.labels?.[LABELS.component] ?? 'base';
}

/** The part that the pods of a component belong to; undefined for one that runs none. */
export function partOfPods(component: ComponentName): Part | undefined {
  const workload: Manifest = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: component } };
  return PARTS.find(({ takes }) => takes(workload, component));
}

/** The part that an object belongs to. @throws RangeError for an object that no part takes: a hole in the table. */
export function partOf(object: Manifest): Part {
  const part = knownPartOf(object);
  if (part !== undefined) return part;
  throw new RangeError(`no part takes ${object.kind} ${object.metadata.name} of ${componentOf(object)}`);
}

/** The part of an object whose labels anybody may have edited; undefined when no part takes it. */
export function knownPartOf(object: Manifest): Part | undefined {
  const component = componentOf(object);
  return PARTS.find(({ takes }) => takes(object, component));
}
