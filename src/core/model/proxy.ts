import type { Manifest } from '../../api/manifest.ts';

/** A workload that can be restarted by a change of its template, or another owner of pods. */
export interface WorkloadRef {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** A workload as text, as describeObject says it: `Deployment shop/reviews`. */
export const workloadKey = ({ kind, namespace, name }: WorkloadRef): string => `${kind} ${namespace}/${name}`;

/** One Envoy of the data plane: the sidecar of a pod, or a gateway. */
export interface Proxy {
  readonly namespace: string;
  /** Name of its pod. */
  readonly pod: string;
  readonly image: string;
  /** Gateways are routers, and so are the proxies of the Ingress objects of 1.0. */
  readonly role: 'sidecar' | 'router';
  /** Who keeps its pod alive; nobody, for a pod that stands alone. */
  readonly workload?: WorkloadRef;
  /** Namespace of the pilot that it asks; unknown where its arguments do not say. */
  readonly controlPlane?: string;
  /** When its pod was created, by the apiserver's clock. */
  readonly createdAt?: string;
}

interface Pod {
  readonly spec?: { readonly containers?: unknown } | null;
  readonly status?: { readonly phase?: string };
}

interface Container {
  readonly name: string;
  readonly image: string;
  readonly args: readonly string[];
}

/**
 * The proxy in a pod; undefined for pods without one, for pods that have ended or are going, and for the proxies in
 * front of pilot and mixer: these belong to the control plane, and have a bootstrap of their own.
 */
export function proxyOf(pod: Manifest): Proxy | undefined {
  const container = hasEnded(pod) ? undefined : containersOf(pod).find(isProxy);
  if (container === undefined) return undefined;
  const { image, args } = container;
  const { namespace = '', creationTimestamp: createdAt } = pod.metadata;
  const workload = workloadOf(pod, namespace);
  const controlPlane = controlPlaneOf(args, namespace);
  return {
    namespace,
    pod: pod.metadata.name,
    image,
    role: isRouter(args) ? 'router' : 'sidecar',
    ...(workload !== undefined && { workload }),
    ...(controlPlane !== undefined && { controlPlane }),
    ...(createdAt !== undefined && { createdAt }),
  };
}

/** A file may have keys and nothing behind them. */
function containersOf(pod: Manifest): Container[] {
  const found: unknown = (pod as unknown as Pod).spec?.containers;
  return Array.isArray(found) ? found.map(containerOf) : [];
}

function containerOf(value: unknown): Container {
  const { name, image, args } = (value ?? {}) as Partial<Record<keyof Container, unknown>>;
  return { name: textOf(name), image: textOf(image), args: Array.isArray(args) ? args.map(textOf) : [] };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The injected container has this name in all releases; gateways of 1.0.0 have one of their own. */
function isProxy({ name, args }: Container): boolean {
  if (args.includes('--templateFile')) return false;
  return name === 'istio-proxy' || isRouter(args);
}

const isRouter = ([command, role]: readonly string[]): boolean =>
  command === 'proxy' && (role === 'router' || role === 'ingress');

function hasEnded(pod: Manifest): boolean {
  const { phase = '' } = (pod as unknown as Pod).status ?? {};
  return ['Succeeded', 'Failed'].includes(phase) || pod.metadata.deletionTimestamp !== undefined;
}

/**
 * Who keeps a pod alive. A ReplicaSet of a Deployment is named after it and the hash of the template, which the pod
 * carries as a label.
 */
export function workloadOf({ metadata }: Manifest, namespace: string): WorkloadRef | undefined {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  if (owner === undefined) return undefined;
  const hash = metadata.labels?.['pod-template-hash'];
  const suffix = `-${hash ?? ''}`;
  if (owner.kind === 'ReplicaSet' && hash !== undefined && owner.name.endsWith(suffix))
    return { kind: 'Deployment', namespace, name: owner.name.slice(0, -suffix.length) };
  return { kind: owner.kind, namespace, name: owner.name };
}

/** An address of version 4, or one of version 6 in brackets. */
const IP_ADDRESS = /^([0-9.]+$|\[)/;

/** From `--discoveryAddress istio-pilot.istio-system:15010`; a name without a namespace is one of the pod's own. */
function controlPlaneOf(args: readonly string[], namespace: string): string | undefined {
  const at = args.indexOf('--discoveryAddress');
  const address = at < 0 ? '' : (args[at + 1] ?? '');
  const host = address.slice(0, Math.max(address.lastIndexOf(':'), 0));
  if (host === '' || IP_ADDRESS.test(host)) return undefined;
  return host.split('.')[1] ?? namespace;
}

/** True for two readings of one pod that say the same. */
export function isSameProxy(a: Proxy, b: Proxy): boolean {
  return a.image === b.image && a.controlPlane === b.controlPlane && a.workload?.name === b.workload?.name;
}

/** The Istio version in the tag of an image, such as `1.4.10` in `proxyv2:1.4.10-distroless`; undefined without one. */
export function versionOf(image: string): string | undefined {
  const [name = ''] = image.split('@');
  const tag = name.slice(name.lastIndexOf('/') + 1).split(':')[1] ?? '';
  return /^v?(1\.[0-9]{1,2}\.[0-9]{1,2})(?![0-9])/.exec(tag)?.[1];
}
