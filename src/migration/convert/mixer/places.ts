import type { Manifest } from '../../../api/manifest.ts';
import { POD_OWNERS } from '../../assess/pod-template.ts';
import { kindOf } from '../../kinds.ts';
import { record, textMap } from '../../reading.ts';
import type { OldMesh } from '../mesh.ts';
import { fits } from '../rbac/rbac.ts';
import { mayMeet, namespaceOf, portsOf, workloadsOf, type ServiceFacts } from '../services.ts';
import { Unsaid } from '../unsaid.ts';
import type { Clause, Condition } from './clauses.ts';

type Labels = Readonly<Record<string, string>>;

/** Pods that a policy is for, and which of their ports. */
export interface Place {
  /** The namespace of the policy: of the pods, or the root namespace for those of all namespaces. */
  readonly namespace: string;
  readonly selector: Labels;
  /** Ports of the pods; all where it is missing. */
  readonly ports?: readonly number[];
  /** The Services whose pods are meant, as far as they were read. */
  readonly services: readonly ServiceFacts[];
  /** It was made of a Service that was read; a later one needs its own. */
  readonly isListed?: true;
}

/** Whose requests a rule is about. */
export interface Scope {
  /** The namespace of the rule; undefined for one of the control plane, which is for all. */
  readonly namespace: string | undefined;
  /** For connections; otherwise for requests. */
  readonly isTcp: boolean;
}

/** Where a policy has to be so that these conditions on the destination hold. @throws Unsaid */
export function placesOf(where: Clause, { namespace, isTcp }: Scope, mesh: OldMesh): Place[] {
  const of = (pattern: RegExp): Condition[] => where.filter(({ key }) => pattern.test(key));
  const labels = labelSetsOf(of(/^destination\.labels\[/));
  const namespaces = namespacesOf(of(/^destination\.namespace$/), namespace, mesh);
  const services = of(/^destination\.service\./);
  const workloads = of(/^destination\.workload\.name$/);
  const wide = namespaces.flatMap((name): Place[] => {
    if (services.length > 0)
      return servicesOf(name, mesh)
        .filter((service) => isNamed(service, services))
        .map((service) => placeOf(service, mesh));
    const selectors = workloads.length > 0 ? workloadSelectors(workloads, name, mesh) : [{}];
    return selectors.map((selector) => wideOf(name, selector, mesh));
  });
  const narrowed = wide.flatMap((place) => labels.flatMap((set) => narrowedBy(place, set)));
  return narrowed.flatMap((place) => forProtocol(place, isTcp));
}

/** Namespaces of the pods; the root namespace stands for all of them. */
function namespacesOf(conditions: readonly Condition[], own: string | undefined, mesh: OldMesh): readonly string[] {
  const isMeant = (name: string): boolean => conditions.every((condition) => suits(name, condition));
  if (own !== undefined) return isMeant(own) ? [unreserved(own, mesh)] : [];
  if (conditions.length === 0) return [mesh.rootNamespace];
  const named = conditions
    .filter(({ isIn }) => isIn)
    .flatMap(({ patterns }) => patterns.filter((pattern) => !pattern.includes('*')));
  const others = mesh.namespaces.filter((name) => !isReserved(name, mesh));
  return [...new Set([...others, ...named])].filter(isMeant).map((name) => unreserved(name, mesh));
}

/** Policies there are for the whole mesh, of the target or of pilot 1.4; or for a control plane. */
const isReserved = (namespace: string, { rootNamespace, oldRoot, controlNamespace }: OldMesh): boolean =>
  [rootNamespace, oldRoot, controlNamespace].includes(namespace);

function unreserved(namespace: string, mesh: OldMesh): string {
  if (!isReserved(namespace, mesh)) return namespace;
  throw new Unsaid(`it is for ${namespace}, where a policy would be for a control plane or the whole mesh`);
}

/** True when a value that is known here and now is as a condition wants it. */
const suits = (value: string, { isIn, patterns }: Condition): boolean =>
  patterns.some((pattern) => fits(value, pattern)) === isIn;

const servicesOf = (namespace: string, mesh: OldMesh): ServiceFacts[] =>
  mesh.services.filter((service) =>
    namespace === mesh.rootNamespace ? !isReserved(service.namespace, mesh) : service.namespace === namespace,
  );

function isNamed({ name, host }: ServiceFacts, conditions: readonly Condition[]): boolean {
  const facts: Readonly<Record<string, string>> = {
    'destination.service.name': name,
    'destination.service.host': host,
  };
  return conditions.every((condition) => suits(facts[condition.key] ?? '', condition));
}

/** The pods of one Service, and where they have others, its ports only. */
function placeOf(service: ServiceFacts, mesh: OldMesh): Place {
  const { namespace, name, selector, host } = service;
  const group = mesh.workloads.find((workloads) => workloads.services.includes(service));
  if (group === undefined || group.shared.length > 0)
    throw new Unsaid(
      `Service ${name} may share pods with ${group?.shared.join(', ') ?? 'others'}; select pods by hand`,
    );
  if (group.services.length === 1) return { namespace, selector, services: [service] };
  const ports = portsOf(group.services)?.get(host);
  if (ports === undefined)
    throw new Unsaid(`Service ${name} shares its pods and a port with another, or a port has a name that no pod tells`);
  return { namespace, selector, ports, services: [service] };
}

const wideOf = (namespace: string, selector: Labels, mesh: OldMesh): Place => ({
  namespace,
  selector,
  services: servicesOf(namespace, mesh).filter((service) => mayMeet(service.selector, selector)),
});

/** What a workload selects its pods by. */
function workloadSelectors(conditions: readonly Condition[], namespace: string, mesh: OldMesh): Labels[] {
  const owners = mesh.objects.filter(
    (object) =>
      POD_OWNERS.includes(kindOf(object)) &&
      (namespace === mesh.rootNamespace || namespaceOf(object) === namespace) &&
      conditions.every((condition) => suits(object.metadata.name, condition)),
  );
  if (owners.length === 0) throw new Unsaid('the workload that it names was not read');
  return owners.map(selectorOf);
}

function selectorOf(owner: Manifest): Labels {
  const labels = textMap(record(record(record(owner['spec'])['selector'])['matchLabels']));
  if (Object.keys(labels).length > 0) return labels;
  throw new Unsaid(`${owner.kind} ${owner.metadata.name} does not select its pods by labels`);
}

/** Sets of labels, of which one is needed; what is in no set is asked of the selector that is there. */
interface LabelSet {
  readonly wanted: Labels;
  readonly others: readonly Condition[];
}

function labelSetsOf(conditions: readonly Condition[]): LabelSet[] {
  const isPlain = ({ isIn, patterns }: Condition): boolean =>
    isIn && patterns.every((pattern) => !pattern.includes('*'));
  const others = conditions.filter((condition) => !isPlain(condition));
  return conditions
    .filter(isPlain)
    .reduce<LabelSet[]>(
      (sets, { key, patterns }) =>
        sets.flatMap(({ wanted }) =>
          patterns
            .filter((value) => (wanted[labelOf(key)] ?? value) === value)
            .map((value) => ({ wanted: { ...wanted, [labelOf(key)]: value }, others })),
        ),
      [{ wanted: {}, others }],
    );
}

const labelOf = (key: string): string => key.slice('destination.labels['.length, -1);

function narrowedBy(place: Place, { wanted, others }: LabelSet): Place[] {
  const contradicts = Object.entries(wanted).some(([key, value]) => (place.selector[key] ?? value) !== value);
  if (contradicts) return [];
  const selector = { ...place.selector, ...wanted };
  for (const condition of others) {
    const value = selector[labelOf(condition.key)];
    if (value === undefined)
      throw new Unsaid(
        `${condition.key}: no selector has \`!=\`, patterns or defaults; name the values that are meant`,
      );
    if (!suits(value, condition)) return [];
  }
  return [{ ...place, selector, services: place.services.filter((one) => mayMeet(one.selector, selector)) }];
}

/**
 * The place without ports of the other protocol: on those of connections a policy that denies requests by HTTP denies
 * everything, and mixer asked such a rule nothing there.
 */
function forProtocol(place: Place, isTcp: boolean): Place[] {
  const ports = place.services.flatMap((service) => service.ports);
  if (!ports.some(({ isHttp }) => isHttp === isTcp)) return [place];
  if (Object.keys(place.selector).length > 0) return ofProtocol(place, isTcp);
  return workloadsOf(place.services).flatMap(({ namespace, selector }) => {
    const isNear = (service: ServiceFacts): boolean =>
      service.namespace === namespace && mayMeet(service.selector, selector);
    return ofProtocol({ namespace, selector, services: place.services.filter(isNear), isListed: true }, isTcp);
  });
}

function ofProtocol(place: Place, isTcp: boolean): Place[] {
  const ports = place.services.flatMap((service) => service.ports);
  const own = ports.filter(({ isHttp }) => isHttp !== isTcp);
  const others = ports.filter(({ isHttp }) => isHttp === isTcp);
  const targets = own.flatMap(({ target }) => target ?? []);
  const isMixed = others.some(({ target }) => target === undefined || targets.includes(target));
  if (others.length > 0 && (targets.length < own.length || isMixed))
    throw new Unsaid('ports of HTTP cannot be told from others: one has a name that no pod tells, or is both');
  const kept = [...new Set(targets)].filter((port) => place.ports?.includes(port) ?? true);
  if (own.length === 0) return [];
  return [others.length === 0 ? place : { ...place, ports: kept }];
}
