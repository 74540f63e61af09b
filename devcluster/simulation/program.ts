import { basename, dirname } from 'node:path/posix';
import { isReady, type ClusterView, type Container, type Pod, type Volume } from './cluster-view.ts';
import { webhookComponents } from './components.ts';

/** A program in a pod, as it was started. */
export interface Program {
  /** UID of its pod. */
  readonly pod: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  /** Its release by the tag of its image, such as `1.4.10`; empty when the image is not named by a tag. */
  readonly release: string;
  /** The value of a flag, the last one if it is repeated. */
  flag(name: string): string | undefined;
  /** What is in a file of a mounted Secret or ConfigMap now; undefined if there is none. */
  file(path: string): string | undefined;
}

/** What is looked at, of the copies of the cluster. */
export interface Seen {
  readonly webhookPods: Pick<ClusterView['webhookPods'], 'list'>;
  readonly workloadSecrets: Pick<ClusterView['workloadSecrets'], 'get'>;
  readonly galleyConfigurations: Pick<ClusterView['galleyConfigurations'], 'get'>;
}

/**
 * The component's program in the newest Ready pod: during a rollout the old and the new one, which may disagree, would
 * both write, and the new one has the last word.
 */
export function readyProgram(view: Seen, component: keyof typeof webhookComponents): Program | undefined {
  const { label, containers } = webhookComponents[component];
  const pods = view.webhookPods.list().filter((pod) => isReady(pod) && pod.metadata.labels?.['istio'] === label);
  const [pod] = pods.sort((a, b) => bornAt(b) - bornAt(a));
  const container = pod?.spec?.containers.find(({ name }) => containers.some((each) => each === name));
  return pod === undefined || container === undefined ? undefined : programOf(view, pod, container);
}

function bornAt({ metadata }: Pod): number {
  return Date.parse(String(metadata['creationTimestamp']));
}

function programOf(view: Seen, pod: Pod, container: Container): Program {
  const { namespace = '' } = pod.metadata;
  const words = [...(container.command ?? []), ...(container.args ?? [])];
  return {
    pod: pod.metadata.uid ?? '',
    namespace,
    serviceAccount: pod.spec?.serviceAccountName ?? 'default',
    release: /:([^:/]+)$/.exec(container.image)?.[1] ?? '',
    flag: (name) => flagOf(words, name),
    file: (path) => {
      const mount = container.volumeMounts?.find(({ mountPath }) => mountPath === dirname(path));
      const volume = pod.spec?.volumes?.find(({ name }) => name === mount?.name);
      return volume && keysOf(view, namespace, volume)?.[basename(path)];
    },
  };
}

function keysOf(view: Seen, namespace: string, { secret, configMap }: Volume): Record<string, string> | undefined {
  if (configMap !== undefined) return view.galleyConfigurations.get(`${namespace}/${configMap.name}`)?.data;
  const data = secret && view.workloadSecrets.get(`${namespace}/${secret.secretName}`)?.data;
  const decoded = Object.entries(data ?? {}).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]);
  return Object.fromEntries(decoded) as Record<string, string>;
}

/** Flags are written `--name=value`, or `--name value`. */
function flagOf(words: readonly string[], name: string): string | undefined {
  const at = words.findLastIndex((word) => word === `--${name}` || word.startsWith(`--${name}=`));
  const word = words[at];
  if (word === undefined) return undefined;
  return word.includes('=') ? word.slice(word.indexOf('=') + 1) : words[at + 1];
}
