import type { Manifest } from '../../api/manifest.ts';
import { proxyOf } from '../../core/model/proxy.ts';
import type { KubeClient } from '../../kube/client.ts';
import { onCluster } from '../input/cluster.ts';
import type { ClusterOptions } from '../program/options.ts';
import { UsageError, type Terminal } from '../terminal/terminal.ts';

/** What says which proxy is meant. */
export interface TargetOptions extends ClusterOptions {
  /** `pod`, `pod.namespace`, `deploy/name` or `deploy/name.namespace`. */
  readonly pod?: string;
  readonly namespace?: string;
}

/** A pod of the cluster. */
export interface PodRef {
  readonly namespace: string;
  readonly pod: string;
}

/** Workloads of which any pod will do, as kubectl writes them. */
const WORKLOADS: Readonly<Record<string, string>> = {
  deploy: 'Deployment',
  deployment: 'Deployment',
  ds: 'DaemonSet',
  daemonset: 'DaemonSet',
  sts: 'StatefulSet',
  statefulset: 'StatefulSet',
};

const PODS = ['po', 'pod'];

/** A pod, or a workload, as it is written on a command line. */
interface Written {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

/**
 * What is written as a target. The namespace is that of the option; without it, what follows the last dot of the name,
 * else `default`. @throws UsageError for a kind that runs no proxies
 */
export function targetOf({ pod, namespace }: TargetOptions): Written {
  if (pod === undefined) throw new UsageError('say which proxy: the name of a Pod, deploy/NAME, or --file');
  const slash = pod.indexOf('/');
  const kind = slash < 0 ? 'Pod' : kindOf(pod.slice(0, slash), pod);
  const word = pod.slice(slash + 1);
  const dot = namespace === undefined ? word.lastIndexOf('.') : -1;
  if (dot < 0) return { kind, name: word, namespace: namespace ?? 'default' };
  return { kind, name: word.slice(0, dot), namespace: word.slice(dot + 1) };
}

function kindOf(word: string, pod: string): string {
  if (PODS.includes(word)) return 'Pod';
  const kind = Object.hasOwn(WORKLOADS, word) ? WORKLOADS[word] : undefined;
  if (kind !== undefined) return kind;
  throw new UsageError(`${JSON.stringify(pod)}: write a Pod, or one of deploy/NAME, sts/NAME and ds/NAME`);
}

/** The pod that is meant; of a workload a ready one with a proxy. @throws UsageError when there is none */
export async function chosenPod(options: TargetOptions, terminal: Terminal): Promise<PodRef> {
  const { kind, name, namespace } = targetOf(options);
  if (kind === 'Pod') return { namespace, pod: name };
  return onCluster(options, terminal, async (client) => {
    const found = await podOfWorkload(client, { kind, name, namespace });
    terminal.stderr.write(`${kind} ${namespace}/${name}: Pod ${found.metadata.name}\n`);
    return { namespace, pod: found.metadata.name };
  });
}

interface Selecting extends Manifest {
  readonly spec?: { readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> } };
}

async function podOfWorkload(client: KubeClient, { kind, name, namespace }: Written): Promise<Manifest> {
  const workload = await client.get<Selecting>({ apiVersion: 'apps/v1', kind, namespace, name });
  if (workload === undefined) throw new UsageError(`namespace ${namespace} has no ${kind} "${name}"`);
  const labels = Object.entries(workload.spec?.selector?.matchLabels ?? {}).map((pair) => pair.join('='));
  const selection = { namespace, labelSelector: labels.join(','), fieldSelector: 'status.phase=Running' };
  const { items } = await client.list({ apiVersion: 'v1', kind: 'Pod' }, selection);
  const withProxy = items.filter((pod) => proxyOf(pod) !== undefined).sort(readyFirst);
  const [first] = withProxy;
  if (first !== undefined) return first;
  const why = items.length === 0 ? 'has no running Pod' : 'has running Pods, but none with a proxy';
  throw new UsageError(`${kind} ${namespace}/${name} ${why}`);
}

const readyFirst = (a: Manifest, b: Manifest): number =>
  Number(isReady(b)) - Number(isReady(a)) || (a.metadata.name < b.metadata.name ? -1 : 1);

function isReady({ status }: Manifest): boolean {
  const { conditions = [] } = (status ?? {}) as { conditions?: { type: string; status: string }[] };
  return conditions.some((condition) => condition.type === 'Ready' && condition.status === 'True');
}
