import { obstacle } from './decision.ts';
import { InjectionError } from './errors.ts';
import { withSidecar, type Loose, type PodOwner, type PodTemplate } from './pod.ts';
import type { InjectionSettings } from './settings.ts';
import { isMap, podIn } from './shape.ts';

/** A document of a file after injection, and what there is to say of what was left alone. */
export interface Injected {
  readonly document: unknown;
  readonly notes: readonly string[];
}

const TEMPLATE = ['spec', 'template'];

/** Where the pod is in an object that makes pods. */
const PODS: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  CronJob: ['spec', 'jobTemplate', ...TEMPLATE],
  DaemonSet: TEMPLATE,
  Deployment: TEMPLATE,
  DeploymentConfig: TEMPLATE,
  Job: TEMPLATE,
  ReplicaSet: TEMPLATE,
  ReplicationController: TEMPLATE,
  StatefulSet: TEMPLATE,
};

/**
 * A document with sidecars where the injector of the mesh would put them; what makes no pods stays as it is.
 * @throws InjectionError that names the object
 */
export function injected(document: unknown, settings: InjectionSettings): Injected {
  if (!isMap(document)) return { document, notes: [] };
  if (document['kind'] === 'List' && Array.isArray(document['items'])) {
    const items = document['items'].map((item) => injected(item, settings));
    return {
      document: { ...document, items: items.map((item) => item.document) },
      notes: items.flatMap(({ notes }) => notes),
    };
  }
  const { kind } = document;
  const path = typeof kind === 'string' && Object.hasOwn(PODS, kind) ? PODS[kind] : undefined;
  const pod = path?.reduce<unknown>((at, key) => (isMap(at) ? at[key] : undefined), document);
  if (path === undefined || !isMap(pod)) return { document, notes: [] };
  const owner = ownerOf(document);
  const named = `${owner.kind} ${owner.namespace}/${owner.name}`;
  try {
    const { pod: replacement, note } = ofPod(podIn(pod), owner, settings);
    if (note !== undefined) return { document, notes: [`${named} is left as it is: ${note}`] };
    return { document: replaced(document, path, replacement), notes: [] };
  } catch (error) {
    if (error instanceof InjectionError) throw new InjectionError(`${named}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** The pod with its sidecar, or why it gets none. */
function ofPod(
  pod: PodTemplate,
  owner: PodOwner,
  settings: InjectionSettings,
): { readonly pod?: PodTemplate; readonly note?: string } {
  const left = obstacle(
    {
      namespace: owner.namespace,
      labels: pod.metadata?.labels ?? {},
      annotations: pod.metadata?.annotations ?? {},
      hostNetwork: pod.spec?.['hostNetwork'] === true,
      containers: (pod.spec?.containers ?? []).map(({ name }) => name),
    },
    settings,
  );
  return left === undefined ? { pod: withSidecar(pod, owner, settings) } : { note: left };
}

function ownerOf({ apiVersion, kind, metadata }: Loose): PodOwner {
  const { name, namespace } = isMap(metadata) ? metadata : {};
  const text = (value: unknown, unset = ''): string => (typeof value === 'string' ? value : unset);
  return {
    apiVersion: text(apiVersion),
    kind: text(kind),
    name: text(name),
    // Where `kubectl apply` puts what names none; -n of that command is not known here.
    namespace: text(namespace, 'default'),
  };
}

function replaced(at: Loose, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  return { ...at, [key]: replaced(at[key] as Loose, rest, value) };
}
