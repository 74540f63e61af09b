import type { Container, Manifest, PodSpec, ServiceSpec, Volume } from '../../charts/kit/types.ts';
import { podFaults } from './pods.ts';

/** A workload with its pods. */
export interface PodOwner {
  readonly object: Manifest;
  readonly selector: Record<string, string>;
  readonly labels: Record<string, string>;
  readonly pod: PodSpec;
}

interface PodOwnerSpec {
  selector: { matchLabels: Record<string, string> };
  template: { metadata: { labels: Record<string, string> }; spec: PodSpec };
}

/** The workloads among manifests. */
export function podOwners(manifests: readonly Manifest[]): PodOwner[] {
  const owners = manifests.filter(({ kind }) => kind === 'Deployment' || kind === 'DaemonSet');
  return owners.map((object) => {
    const { selector, template } = object['spec'] as PodOwnerSpec;
    return { object, selector: selector.matchLabels, labels: template.metadata.labels, pod: template.spec };
  });
}

/** What manifests refer to that nobody provides, and what the apiserver would refuse; one sentence each. */
export function faultsOf(manifests: readonly Manifest[], supplied: readonly string[] = []): string[] {
  const mesh = new Provided(manifests, supplied);
  const owners = podOwners(manifests);
  return [
    ...owners.flatMap((owner) => prefixed(owner.object, [...podFaults(owner.pod), ...podReferences(owner, mesh)])),
    ...owners.flatMap((owner) => prefixed(owner.object, selectorFaults(owner, owners))),
    ...manifests.flatMap((object) => prefixed(object, RULES[object.kind]?.(object, mesh, owners) ?? [])),
  ];
}

const prefixed = ({ kind, metadata }: Manifest, faults: readonly string[]): string[] =>
  faults.map((fault) => `${kind} ${metadata.name}: ${fault}`);

/** What can be referred to: rendered, written by citadel at run time, in every cluster, or supplied by the user. */
class Provided {
  readonly #known: Map<string, Manifest | undefined>;

  constructor(manifests: readonly Manifest[], supplied: readonly string[]) {
    this.#known = new Map(manifests.map((m) => [keyOf(m.kind, m.metadata.namespace, m.metadata.name), m]));
    const namespace = manifests.find(({ kind }) => kind === 'Namespace')?.metadata.name;
    this.#known.set(keyOf('ServiceAccount', namespace, 'default'), undefined);
    const accounts = manifests.filter(({ kind }) => kind === 'ServiceAccount').map(({ metadata }) => metadata.name);
    const hasCitadel = this.#known.has(keyOf('Deployment', namespace, 'istio-citadel'));
    const issued = hasCitadel ? [...accounts, 'default'].map((account) => `istio.${account}`) : [];
    for (const name of [...issued, ...supplied]) this.#known.set(keyOf('Secret', namespace, name), undefined);
  }

  has(kind: string, namespace: string | undefined, name: string): boolean {
    return this.#known.has(keyOf(kind, namespace, name));
  }

  find(kind: string, namespace: string | undefined, name: string): Manifest | undefined {
    return this.#known.get(keyOf(kind, namespace, name));
  }
}

const keyOf = (kind: string, namespace: string | undefined, name: string): string =>
  `${kind} ${namespace ?? ''}/${name}`;

function podReferences({ object, pod }: PodOwner, mesh: Provided): string[] {
  const { namespace } = object.metadata;
  const wanted = [
    ...(pod.volumes ?? []).flatMap(volumeReferences),
    ...pod.containers.flatMap(environmentReferences),
    ...(pod.imagePullSecrets ?? []).map(({ name = '' }) => ({ kind: 'Secret', name })),
    { kind: 'ServiceAccount', name: pod.serviceAccountName ?? 'default' },
  ];
  const missing = wanted.filter(({ kind, name }) => !mesh.has(kind, namespace, name));
  return [...missing.map(({ kind, name }) => `nobody provides ${kind} ${name}`), ...keyFaults(object, pod, mesh)];
}

function volumeReferences({
  configMap,
  secret,
  persistentVolumeClaim: claim,
}: Volume): { kind: string; name: string }[] {
  return [
    ...(configMap && configMap.optional !== true ? [{ kind: 'ConfigMap', name: configMap.name ?? '' }] : []),
    ...(secret && secret.optional !== true ? [{ kind: 'Secret', name: secret.secretName ?? '' }] : []),
    ...(claim ? [{ kind: 'PersistentVolumeClaim', name: claim.claimName }] : []),
  ];
}

function environmentReferences({ env = [] }: Container): { kind: string; name: string }[] {
  return env.flatMap(({ valueFrom: { configMapKeyRef, secretKeyRef } = {} }) => [
    ...(configMapKeyRef && configMapKeyRef.optional !== true
      ? [{ kind: 'ConfigMap', name: configMapKeyRef.name ?? '' }]
      : []),
    ...(secretKeyRef && secretKeyRef.optional !== true ? [{ kind: 'Secret', name: secretKeyRef.name ?? '' }] : []),
  ]);
}

/** Keys of ConfigMaps that are mounted one by one have to be there. */
function keyFaults(object: Manifest, { volumes = [], containers }: PodSpec, mesh: Provided): string[] {
  return volumes.flatMap(({ name, configMap }) => {
    const found = configMap && mesh.find('ConfigMap', object.metadata.namespace, configMap.name ?? '');
    if (found === undefined) return [];
    const keys = Object.keys(found['data'] ?? {});
    const mounts = containers.flatMap(({ volumeMounts = [] }) => volumeMounts.filter((mount) => mount.name === name));
    const wanted = [
      ...(configMap?.items ?? []).map(({ key }) => key),
      ...mounts.flatMap(({ subPath }) => subPath ?? []),
    ];
    return wanted
      .filter((key) => !keys.includes(key))
      .map((key) => `ConfigMap ${found.metadata.name} has no key ${key}`);
  });
}

const matches = (selector: Record<string, string>, labels: Record<string, string>): boolean =>
  Object.entries(selector).every(([key, value]) => labels[key] === value);

function selectorFaults({ selector, object }: PodOwner, owners: readonly PodOwner[]): string[] {
  const selected = owners.filter(({ labels }) => matches(selector, labels));
  return selected.length === 1 && selected[0]?.object === object
    ? []
    : [`selects the pods of ${selected.map((owner) => owner.object.metadata.name).join(', ') || 'nobody'}`];
}

type Rule = (object: Manifest, mesh: Provided, owners: readonly PodOwner[]) => string[];

const RULES: Readonly<Record<string, Rule>> = {
  Service: serviceFaults,
  HorizontalPodAutoscaler: autoscalerFaults,
  PodDisruptionBudget: budgetFaults,
  RoleBinding: bindingFaults,
  ClusterRoleBinding: bindingFaults,
  ValidatingWebhookConfiguration: webhookFaults,
  MutatingWebhookConfiguration: webhookFaults,
};

/** Services that upstream's pods answer on ports which their manifests do not declare. */
const UNDECLARED: Readonly<Record<string, readonly number[]>> = {
  'istio-citadel': [8060, 15014],
  'istio-sidecar-injector': [443, 15014],
  'istio-pilot': [15014],
  kiali: [20001],
};

function serviceFaults(object: Manifest, _mesh: Provided, owners: readonly PodOwner[]): string[] {
  const { selector = {}, ports = [] } = object['spec'] as ServiceSpec;
  const selected = owners.filter(({ labels }) => matches(selector, labels));
  const [owner] = selected;
  if (selected.length !== 1 || owner === undefined) return [`selects pods of ${selected.length} workloads`];
  const declared = owner.pod.containers.flatMap((container) => container.ports ?? []);
  const known = UNDECLARED[object.metadata.name] ?? [];
  const targets = ports.map(({ port, targetPort = port, protocol = 'TCP' }) => ({ target: targetPort, protocol }));
  const missing = targets.filter(
    ({ target, protocol }) =>
      !known.includes(Number(target)) &&
      !declared.some((p) => (p.containerPort === target || p.name === target) && (p.protocol ?? 'TCP') === protocol),
  );
  return [
    ...missing.map(({ target, protocol }) => `its pods have no port ${target}/${protocol}`),
    ...repeated(ports.map(({ port, protocol = 'TCP' }) => `port ${port}/${protocol}`)),
    ...repeated(ports.map(({ name = '' }) => `port name ${name}`)),
  ];
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
    ...(target === undefined ? [`nobody provides ${kind} ${name}`] : []),
    ...(target && 'replicas' in (target['spec'] as object) ? [`${kind} ${name} sets replicas too`] : []),
    ...(spec.minReplicas > spec.maxReplicas ? ['its minimum is above its maximum'] : []),
  ];
}

function budgetFaults(object: Manifest, _mesh: Provided, owners: readonly PodOwner[]): string[] {
  const { selector } = object['spec'] as { selector: { matchLabels: Record<string, string> } };
  const selected = owners.filter(({ labels }) => matches(selector.matchLabels, labels));
  return selected.length === 1 ? [] : [`selects pods of ${selected.length} workloads`];
}

interface Subject {
  kind: string;
  name: string;
  namespace?: string;
}

function bindingFaults(object: Manifest, mesh: Provided): string[] {
  const { kind, name } = object['roleRef'] as { kind: string; name: string };
  const roleNamespace = kind === 'Role' ? object.metadata.namespace : undefined;
  const subjects = object['subjects'] as Subject[];
  return [
    ...(mesh.has(kind, roleNamespace, name) ? [] : [`nobody provides ${kind} ${name}`]),
    ...subjects.flatMap((s) => (mesh.has(s.kind, s.namespace, s.name) ? [] : [`nobody provides ${s.kind} ${s.name}`])),
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
