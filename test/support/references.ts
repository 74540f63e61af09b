import { rowOf } from '../../charts/catalog/minor.ts';
import type { Manifest, ServiceSpec } from '../../charts/kit/types.ts';
import { podReferences } from './pod-references.ts';
import { podFaults } from './pods.ts';
import { UNDECLARED } from './undeclared-ports.data.ts';
import { Provided, type PodOwner } from './provided.ts';

/** What only somebody else can know about manifests. */
interface Context {
  /** The release that they are of; 1.4.10 unless it is said. */
  readonly version?: string;
  /** Names of Secrets that the user makes. */
  readonly supplied?: readonly string[];
}

/** What manifests refer to that nobody provides, and what the apiserver would refuse; one sentence each. */
export function faultsOf(manifests: readonly Manifest[], context: Context = {}): string[] {
  const mesh = new Provided(manifests, context.supplied ?? [], rowOf(UNDECLARED, context.version ?? '1.4.10'));
  return [
    ...mesh.owners.flatMap((owner) => prefixed(owner.object, ownerFaults(owner, mesh))),
    ...manifests.flatMap((object) => prefixed(object, RULES[object.kind]?.(object, mesh) ?? [])),
  ];
}

const prefixed = ({ kind, metadata }: Manifest, faults: readonly string[]): string[] =>
  faults.map((fault) => `${kind} ${metadata.name}: ${fault}`);

const ownerFaults = (owner: PodOwner, mesh: Provided): string[] => [
  ...podFaults(owner.pod),
  ...podReferences(owner, mesh),
  ...selectorFaults(owner, mesh),
];

function selectorFaults({ selector, object }: PodOwner, mesh: Provided): string[] {
  const selected = mesh.selected(selector, object.metadata.namespace);
  return selected.length === 1 && selected[0]?.object === object
    ? []
    : [`selects the pods of ${selected.map((owner) => owner.object.metadata.name).join(', ') || 'nobody'}`];
}

type Rule = (object: Manifest, mesh: Provided) => string[];

const RULES: Readonly<Record<string, Rule>> = {
  Service: serviceFaults,
  HorizontalPodAutoscaler: autoscalerFaults,
  PodDisruptionBudget: budgetFaults,
  RoleBinding: bindingFaults,
  ClusterRoleBinding: bindingFaults,
  ValidatingWebhookConfiguration: webhookFaults,
  MutatingWebhookConfiguration: webhookFaults,
  rule: mixerRuleFaults,
};

function serviceFaults(object: Manifest, mesh: Provided): string[] {
  const { selector, ports = [] } = object['spec'] as ServiceSpec;
  return [
    ...(selector === undefined ? endpointsFaults(object, mesh) : targetFaults(object, selector, mesh)),
    ...repeated(ports.map(({ port, protocol = 'TCP' }) => `port ${port}/${protocol}`)),
    ...repeated(ports.map(({ name = '' }) => `port name ${name}`)),
  ];
}

function targetFaults({ metadata, ...object }: Manifest, selector: Record<string, string>, mesh: Provided): string[] {
  const selected = mesh.selected(selector, metadata.namespace);
  const [owner] = selected;
  if (selected.length !== 1 || owner === undefined) return [`selects pods of ${selected.length} workloads`];
  const { ports = [] } = object['spec'] as ServiceSpec;
  const declared = owner.pod.containers.flatMap((container) => container.ports ?? []);
  const known = mesh.undeclared[metadata.name] ?? [];
  return ports
    .map(({ port, targetPort = port, protocol = 'TCP' }) => ({ target: targetPort, protocol }))
    .filter(
      ({ target, protocol }) =>
        !known.includes(Number(target)) &&
        !declared.some((p) => (p.containerPort === target || p.name === target) && (p.protocol ?? 'TCP') === protocol),
    )
    .map(({ target, protocol }) => `its pods have no port ${target}/${protocol}`);
}

interface EndpointsSubset {
  ports: { port: number; name?: string }[];
}

/** A Service without selector leads to Endpoints of its name, port by port. */
function endpointsFaults({ metadata, ...object }: Manifest, mesh: Provided): string[] {
  const { ports = [] } = object['spec'] as ServiceSpec;
  const endpoints = mesh.find('Endpoints', metadata.namespace, metadata.name);
  if (endpoints === undefined) return mesh.missing('Endpoints', metadata.namespace, metadata.name);
  const offered = (endpoints['subsets'] as EndpointsSubset[]).flatMap((subset) => subset.ports);
  return ports
    .filter(({ port, targetPort = port, name }) => !offered.some((p) => p.port === targetPort && p.name === name))
    .map(({ port }) => `its Endpoints have no port ${port}`);
}

/** What appears more than once. */
function repeated(names: readonly string[]): string[] {
  return names.filter((name, i) => names.indexOf(name) < i).map((name) => `${name} twice`);
}

function autoscalerFaults({ metadata, ...object }: Manifest, mesh: Provided): string[] {
  const spec = object['spec'] as {
    minReplicas: number;
    maxReplicas: number;
    scaleTargetRef: { kind: string; name: string };
  };
  const { kind, name } = spec.scaleTargetRef;
  const target = mesh.find(kind, metadata.namespace, name);
  return [
    ...mesh.missing(kind, metadata.namespace, name),
    ...(target && 'replicas' in (target['spec'] as object) ? [`${kind} ${name} sets replicas too`] : []),
    ...(spec.minReplicas > spec.maxReplicas ? ['its minimum is above its maximum'] : []),
  ];
}

function budgetFaults(object: Manifest, mesh: Provided): string[] {
  const { selector } = object['spec'] as { selector: { matchLabels: Record<string, string> } };
  const selected = mesh.selected(selector.matchLabels, object.metadata.namespace);
  return selected.length === 1 ? [] : [`selects pods of ${selected.length} workloads`];
}

interface Subject {
  kind: string;
  name: string;
  namespace?: string;
}

function bindingFaults(object: Manifest, mesh: Provided): string[] {
  const { kind, name } = object['roleRef'] as { kind: string; name: string };
  const subjects = object['subjects'] as Subject[];
  return [
    ...mesh.missing(kind, kind === 'Role' ? object.metadata.namespace : undefined, name),
    ...subjects.flatMap((subject) => mesh.missing(subject.kind, subject.namespace, subject.name)),
  ];
}

interface Webhook {
  name: string;
  clientConfig: { service: { name: string; namespace: string; port?: number } };
}

function webhookFaults(object: Manifest, mesh: Provided): string[] {
  return (object['webhooks'] as Webhook[]).flatMap(({ name, clientConfig: { service } }) => {
    const found = mesh.find('Service', service.namespace, service.name);
    const { ports = [] } = (found?.['spec'] ?? {}) as ServiceSpec;
    return ports.some(({ port }) => port === (service.port ?? 443)) ? [] : [`nobody answers webhook ${name}`];
  });
}

/** Handlers and instances of mixer: `name.kind`, or since 1.2 the `name` of an object of the kind handler or instance. */
function mixerRuleFaults({ metadata, ...object }: Manifest, mesh: Provided): string[] {
  const { actions } = object['spec'] as { actions: { handler: string; instances: string[] }[] };
  const faults = (text: string, unsaid: string): string[] => {
    const [name = '', kind = unsaid] = text.split('.');
    return mesh.missing(kind, metadata.namespace, name);
  };
  return actions.flatMap(({ handler, instances }) => [
    ...faults(handler, 'handler'),
    ...instances.flatMap((instance) => faults(instance, 'instance')),
  ]);
}
