import type { Connection, Discovery, SyncState } from '../../proxy/sync.ts';

/** A pod with a proxy of the mesh. */
export interface ProxyPod {
  readonly pod: string;
  readonly namespace: string;
  /** Release of Istio by its image; missing where the tag does not tell. */
  readonly istio?: string;
  /** Why its proxy cannot be connected, where the pod itself shows it. */
  readonly problem?: string;
}

/** What one pilot answered; without connections it did not. */
export interface PilotAnswer {
  readonly pilot: string;
  readonly connections?: readonly Connection[];
}

/** A proxy, and the pilot that it gets its configuration from. */
export interface ProxyStatus {
  /** `pod.namespace`. */
  readonly proxy: string;
  readonly istio?: string;
  readonly pilot?: string;
  readonly states?: Readonly<Record<Discovery, SyncState>>;
  readonly endpointPercent?: number;
  /** Why it is not connected, or what is odd about it. */
  readonly reason?: string;
}

/**
 * Joins the pods of a mesh with what its pilots say of their proxies, in the order of namespaces and names. A proxy with
 * two connections is listed twice: one of them is left over from before.
 */
export function proxyStatuses(pods: readonly ProxyPod[], answers: readonly PilotAnswer[]): ProxyStatus[] {
  const connected = Map.groupBy(answers.flatMap(connectedTo), ({ proxy }) => proxy);
  const ofPods = [...pods].sort(byPlace).flatMap((pod) => statusesOf(pod, connected.get(idOf(pod)) ?? [], answers));
  const known = new Set(pods.map(idOf));
  const others = [...connected].filter(([proxy]) => !known.has(proxy)).flatMap(([, found]) => found);
  const withoutPod = others.map((status) => ({ ...status, reason: 'no pod of this cluster' }));
  return [...ofPods, ...withoutPod.sort((a, b) => (a.proxy < b.proxy ? -1 : 1))];
}

const idOf = ({ pod, namespace }: ProxyPod): string => `${pod}.${namespace}`;

const byPlace = (a: ProxyPod, b: ProxyPod): number =>
  a.namespace === b.namespace ? (a.pod < b.pod ? -1 : 1) : a.namespace < b.namespace ? -1 : 1;

const connectedTo = ({ pilot, connections = [] }: PilotAnswer): ProxyStatus[] =>
  connections.map(({ proxy, istio, states, endpointPercent }) => ({
    proxy,
    ...(istio !== '' && { istio }),
    pilot,
    states,
    ...(endpointPercent !== undefined && { endpointPercent }),
  }));

function statusesOf(pod: ProxyPod, found: readonly ProxyStatus[], answers: readonly PilotAnswer[]): ProxyStatus[] {
  const istio = pod.istio === undefined ? {} : { istio: pod.istio };
  if (found.length > 0) return found.map((status) => ({ ...status, ...istio }));
  return [{ proxy: idOf(pod), ...istio, reason: reasonOf(pod, answers) }];
}

function reasonOf({ problem }: ProxyPod, answers: readonly PilotAnswer[]): string {
  if (problem !== undefined) return problem;
  const silent = answers.filter(({ connections }) => connections === undefined).map(({ pilot }) => pilot);
  if (silent.length > 0) return `not known; no answer from ${silent.join(', ')}`;
  return 'runs, but no pilot knows it';
}
