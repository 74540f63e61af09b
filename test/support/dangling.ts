import type {
  Container,
  DeploymentSpec,
  Labels,
  Manifest,
  PodSpec,
  ServiceSpec,
  Volume,
} from '../../charts/kit/types.ts';

/** Something that an object needs. */
interface Reference {
  /** What is needed, as `kind/name` or `kind/name key`. */
  readonly to: string;
}

/** Ports that programs open although no container declares them; declaring is for people, not for Kubernetes. */
const UNDECLARED: Readonly<Record<string, readonly number[]>> = {
  'istio-citadel': [8060, 9093, 15014],
  'istio-pilot': [9093, 15014],
  'istio-policy': [9091, 15004],
  'istio-telemetry': [9091, 15004],
  'istio-sidecar-injector': [443, 15014],
  'jaeger-collector': [14267, 14268],
  kiali: [20001],
};

/** The objects of one mesh, and what they offer each other. */
class Rendering {
  private readonly names: ReadonlySet<string>;
  private readonly manifests: readonly Manifest[];

  constructor(manifests: readonly Manifest[]) {
    this.manifests = manifests;
    this.names = new Set(manifests.map(({ kind, metadata }) => `${kind}/${metadata.name}`));
  }

  has(kind: string, name: string): boolean {
    return this.names.has(`${kind}/${name}`);
  }

  find(kind: string, name: string): Manifest | undefined {
    return this.manifests.find((m) => m.kind === kind && m.metadata.name === name);
  }

  pods(): { labels: Labels; spec: PodSpec }[] {
    return this.manifests
      .filter(({ kind }) => kind === 'Deployment' || kind === 'DaemonSet')
      .map((owner) => {
        const { template } = owner['spec'] as DeploymentSpec;
        return { labels: template.metadata?.labels ?? {}, spec: template.spec! };
      });
  }
}

const to = (kind: string, name: string | undefined, part = ''): Reference => ({
  to: `${kind}/${name ?? ''}${part === '' ? '' : ` ${part}`}`,
});
const unless = (provided: boolean, reference: Reference): Reference[] => (provided ? [] : [reference]);

/**
 * References of the objects to ConfigMaps, Secrets, accounts, roles, claims, volumes, Services and ports that nobody
 * provides, as `kind/name -> what it needs`. Secrets istio.<account> come from citadel; what is optional is not needed.
 */
export function danglingReferences(manifests: readonly Manifest[]): string[] {
  const all = new Rendering(manifests);
  return manifests.flatMap((owner) =>
    (NEEDS[owner.kind]?.(all, owner) ?? []).map(
      ({ to: needed }) => `${owner.kind}/${owner.metadata.name} -> ${needed}`,
    ),
  );
}

const NEEDS: Readonly<Record<string, (all: Rendering, owner: Manifest) => Reference[]>> = {
  Deployment: ofWorkload,
  DaemonSet: ofWorkload,
  Service: ofService,
  ClusterRoleBinding: ofBinding,
  RoleBinding: ofBinding,
  HorizontalPodAutoscaler: ofAutoscaler,
  PodDisruptionBudget: ofBudget,
  MutatingWebhookConfiguration: ofWebhooks,
  ValidatingWebhookConfiguration: ofWebhooks,
  rule: ofRule,
};

function ofWorkload(all: Rendering, { spec }: Manifest): Reference[] {
  const pod = (spec as DeploymentSpec).template.spec!;
  const account = pod.serviceAccountName ?? 'default';
  const containers = [...(pod.initContainers ?? []), ...pod.containers];
  return [
    ...unless(account === 'default' || all.has('ServiceAccount', account), to('ServiceAccount', account)),
    ...(pod.volumes ?? []).flatMap((volume) => ofVolume(all, volume)),
    ...containers.flatMap((container) => ofContainer(all, pod, container)),
  ];
}

function ofVolume(all: Rendering, volume: Volume): Reference[] {
  const { configMap, secret, persistentVolumeClaim } = volume;
  const claim = persistentVolumeClaim?.claimName;
  return [
    ...(configMap === undefined || configMap.optional === true
      ? []
      : ofConfigMap(all, configMap.name, ...(configMap.items ?? []).map(({ key }) => key))),
    ...(secret === undefined || secret.optional === true ? [] : ofSecret(all, secret.secretName)),
    ...(claim === undefined ? [] : unless(all.has('PersistentVolumeClaim', claim), to('PersistentVolumeClaim', claim))),
  ];
}

function ofConfigMap(all: Rendering, name: string | undefined, ...keys: string[]): Reference[] {
  const found = all.find('ConfigMap', name ?? '');
  if (found === undefined) return [to('ConfigMap', name)];
  return keys.filter((key) => !Object.hasOwn(found['data'] as object, key)).map((key) => to('ConfigMap', name, key));
}

/** Citadel writes one Secret for every account, also for the one that every namespace has. */
function ofSecret(all: Rendering, name = ''): Reference[] {
  const account = /^istio\.(.+)$/.exec(name)?.[1];
  const known = account === 'default' || (account !== undefined && all.has('ServiceAccount', account));
  const issued = known && all.has('Deployment', 'istio-citadel');
  return unless(issued || all.has('Secret', name), to('Secret', name));
}

function ofContainer(all: Rendering, pod: PodSpec, container: Container): Reference[] {
  const volumes = new Map((pod.volumes ?? []).map((volume) => [volume.name, volume]));
  const mounts = (container.volumeMounts ?? []).flatMap(({ name, subPath }) => {
    const volume = volumes.get(name);
    if (volume === undefined) return [to('volume', name)];
    return subPath === undefined || volume.configMap === undefined
      ? []
      : ofConfigMap(all, volume.configMap.name, subPath);
  });
  const env = (container.env ?? []).flatMap(({ valueFrom }) => [
    ...(valueFrom?.secretKeyRef === undefined || valueFrom.secretKeyRef.optional === true
      ? []
      : ofSecret(all, valueFrom.secretKeyRef.name)),
    ...(valueFrom?.configMapKeyRef === undefined || valueFrom.configMapKeyRef.optional === true
      ? []
      : ofConfigMap(all, valueFrom.configMapKeyRef.name, valueFrom.configMapKeyRef.key)),
  ]);
  return [...mounts, ...env, ...ofProbes(container)];
}

function ofProbes({ name, ports = [], livenessProbe, readinessProbe }: Container): Reference[] {
  const named = new Set(ports.map((port) => port.name));
  return [livenessProbe, readinessProbe]
    .map((probe) => probe?.httpGet?.port ?? probe?.tcpSocket?.port)
    .filter((port) => typeof port === 'string' && !named.has(port))
    .map((port) => to('port', String(port), `of container ${name}`));
}

const matches = (selector: Labels, labels: Labels): boolean =>
  Object.entries(selector).every(([key, value]) => labels[key] === value);

/** A Service without selector has endpoints from somewhere else. */
function ofService(all: Rendering, { metadata, spec }: Manifest): Reference[] {
  const { selector, ports = [] } = spec as ServiceSpec;
  if (selector === undefined) return [];
  const behind = all.pods().filter(({ labels }) => matches(selector, labels));
  if (behind.length === 0) return [to('pods', JSON.stringify(selector))];
  const declared = behind.flatMap((pod) => pod.spec.containers.flatMap((container) => container.ports ?? []));
  const open = new Set<string | number | undefined>([
    ...declared.flatMap(({ name, containerPort }) => [name, containerPort]),
    ...(UNDECLARED[metadata.name] ?? []),
  ]);
  return ports
    .map(({ port, targetPort }) => targetPort ?? port)
    .filter((target) => !open.has(target))
    .map((target) => to('port', String(target)));
}

function ofBinding(all: Rendering, binding: Manifest): Reference[] {
  const role = binding['roleRef'] as { kind: string; name: string };
  const subjects = (binding['subjects'] ?? []) as { kind: string; name: string }[];
  return [
    ...unless(all.has(role.kind, role.name), to(role.kind, role.name)),
    ...subjects.flatMap(({ kind, name }) => unless(name === 'default' || all.has(kind, name), to(kind, name))),
  ];
}

function ofAutoscaler(all: Rendering, { spec }: Manifest): Reference[] {
  const { kind, name } = (spec as { scaleTargetRef: { kind: string; name: string } }).scaleTargetRef;
  return unless(all.has(kind, name), to(kind, name));
}

function ofBudget(all: Rendering, { spec }: Manifest): Reference[] {
  const labels = (spec as { selector: { matchLabels: Labels } }).selector.matchLabels;
  return unless(
    all.pods().some((pod) => matches(labels, pod.labels)),
    to('pods', JSON.stringify(labels)),
  );
}

function ofWebhooks(all: Rendering, { webhooks }: Manifest): Reference[] {
  const backends = webhooks as { clientConfig: { service: { name: string; port?: number } } }[];
  return backends.flatMap(({ clientConfig: { service } }) => {
    const found = all.find('Service', service.name)?.['spec'] as ServiceSpec | undefined;
    const port = service.port ?? 443;
    const listens = found?.ports?.some((offered) => offered.port === port) === true;
    return unless(listens, to('Service', service.name, `port ${port}`));
  });
}

/** Handlers and instances of mixer: `name.kind`, or `name` of the kinds handler and instance. */
function ofRule(all: Rendering, { spec }: Manifest): Reference[] {
  const { actions } = spec as { actions: { handler: string; instances: string[] }[] };
  const named = (text: string, fallback: string): Reference[] => {
    const [name = '', kind = fallback] = text.split('.');
    return unless(all.has(kind, name) || all.has(fallback, name), to(kind, name));
  };
  return actions.flatMap(({ handler, instances }) => [
    ...named(handler, 'handler'),
    ...instances.flatMap((instance) => named(instance, 'instance')),
  ]);
}
