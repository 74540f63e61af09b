import { ADDONS, COMPONENTS, LABELS, type ComponentName } from '../../api/components.ts';
import type { Manifest } from '../../api/manifest.ts';

/** Objects that may be applied together; the next wave waits until the gate of this one opens. */
export interface Part {
  readonly name: string;
  /** What is waited for, as people read it. */
  readonly gate: string;
  /** Later waves go on while the gate is still closed. */
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

/**
 * The install order. Galley and injector pods cannot start before citadel wrote their Secrets; pilot and mixer read
 * their configuration from galley; a webhook that fails closed must not exist before what answers it; and whatever
 * gives permissions, names and addresses comes first of all. Deletion walks the same list backwards, but see
 * deletion.ts for the webhooks.
 */
export const PARTS: readonly Part[] = [
  { name: 'namespace', gate: 'namespace active', takes: ofKind('Namespace') },
  { name: 'crds', gate: 'CRDs established', takes: ofKind('CustomResourceDefinition') },
  { name: 'foundation', gate: 'accepted', takes: isFoundation },
  // The apiserver lets us bind only a role that it knows, to make sure that we grant no more than we have.
  { name: 'bindings', gate: 'accepted', takes: isBinding },
  { name: 'citadel', gate: 'citadel available and its certificates issued', takes: workloadOf('citadel', 'nodeagent') },
  { name: 'galley', gate: 'galley available and reachable', takes: workloadOf('galley') },
  { name: 'pilot', gate: 'pilot available', takes: workloadOf('pilot') },
  { name: 'mixer', gate: 'policy and telemetry available', takes: workloadOf('policy', 'telemetry') },
  {
    name: 'validation',
    gate: 'certificate of galley trusted by its webhook',
    takes: ofKind('ValidatingWebhookConfiguration'),
  },
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
  { name: 'istio-resources', gate: 'Istio resources accepted', takes: isIstioResource },
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

/** Place of the object's wave in the install order, from 0. @throws RangeError for an object that no wave takes */
export const waveNumber = (object: Manifest): number => PARTS.indexOf(partOf(object));

/** The wave that the pods of a component belong to; undefined for one that runs none. */
export function partOfPods(component: ComponentName): Part | undefined {
  const workload: Manifest = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: component } };
  return PARTS.find(({ takes }) => takes(workload, component));
}

/** The objects of one wave. */
export interface PartObjects {
  readonly part: Part;
  readonly objects: readonly Manifest[];
}

/** The wave that an object belongs to. @throws RangeError for an object that no wave takes: a hole in the table. */
export function partOf(object: Manifest): Part {
  const part = knownPartOf(object);
  if (part !== undefined) return part;
  throw new RangeError(`no wave takes ${object.kind} ${object.metadata.name} of ${componentOf(object)}`);
}

/** The wave of an object whose labels anybody may have edited; undefined when no wave takes it. */
export function knownPartOf(object: Manifest): Part | undefined {
  const component = componentOf(object);
  return PARTS.find(({ takes }) => takes(object, component));
}

/**
 * Objects by wave, in install order; waves without objects are left out.
 * @param order waves that take another order among themselves, as a hop of an upgrade asks for it
 */
export function inParts(objects: readonly Manifest[], order: readonly string[] = []): PartObjects[] {
  const byWave = Map.groupBy(objects, partOf);
  return reordered(order).flatMap((part) => {
    const members = byWave.get(part);
    return members === undefined ? [] : [{ part, objects: members }];
  });
}

/** The waves in install order, where those that are named take the places of each other. */
function reordered(order: readonly string[]): Part[] {
  const named = order.flatMap((name) => PARTS.find((part) => part.name === name) ?? []);
  return PARTS.map((part) => (order.includes(part.name) ? (named.shift() ?? part) : part));
}
