import { LABELS } from '../../api/components.ts';
import type { Manifest } from '../../api/manifest.ts';
import { healthOf } from '../readiness/health.ts';
import { portionOf } from '../readiness/rollout.ts';
import { workloadSpec } from '../model/selector.ts';
import { Allowances } from './allowances.ts';
import { isStale, type CurrentProxy } from './proxy-stats.ts';
import { workloadKey, type Proxy, type WorkloadRef } from '../model/proxy.ts';
import { obstacleTo } from './restart-obstacles.ts';

/**
 * On the template of a workload that was restarted: the Istio version that its proxies should have then, and when it
 * was. Not kubectl's `restartedAt`, which belongs to people, and does not tell after a crash who had their turn.
 */
export const RESTARTED_FOR = 'meshwright.dev/restarted-for';

/** The time of the restart that RESTARTED_FOR tells. */
export const RESTARTED_AT = 'meshwright.dev/restarted-at';

/** A rollout may be over before we have heard that the last old pod went. */
const SETTLING_MS = 30_000;

/** After this a rollout that a restart began is its owner's affair, and holds up nobody. */
const ROLLOUT_MS = 10 * 60_000;

/**
 * True for a workload that was restarted for the release a while ago and whose new pods are not all there yet, though no
 * old one is left that would tell.
 */
export function isRollingOut(workload: Manifest, version: string, now: Date): boolean {
  const { annotations = {} } = workloadSpec(workload).template?.metadata ?? {};
  const isRecent = awayMs(annotations[RESTARTED_AT], now) < ROLLOUT_MS;
  return annotations[RESTARTED_FOR] === version && isRecent && healthOf(workload).state === 'InProgress';
}

/** How far away a time is, in milliseconds: one to come says that a clock was set, and must not hold us up until then. */
const awayMs = (time = '', now: Date): number => Math.abs(now.getTime() - Date.parse(time));

/** What the next batch is chosen from. */
export interface RestartInput {
  readonly proxies: readonly Proxy[];
  readonly current: CurrentProxy;
  /** Live workloads that stale proxies belong to, or that are rolling out. */
  readonly workloads: readonly Manifest[];
  readonly budgets: readonly Manifest[];
  /** Workloads restarted at once: a count, or a percentage of those that have a proxy. */
  readonly maxUnavailable: number | string;
  /** Namespaces that may be restarted; empty is all. */
  readonly namespaces: readonly string[];
  readonly now: Date;
}

/** A workload and why it is not restarted. */
export interface SkipReason {
  readonly workload: WorkloadRef;
  readonly why: string;
}

/** What to do about stale proxies now, and what is not done. */
export interface RestartPlan {
  /** To be restarted now. */
  readonly batch: readonly Manifest[];
  /** Restarted before, not done yet: the next batch waits for them. */
  readonly underWay: readonly WorkloadRef[];
  /** Restarted before, and gave up: no next batch. */
  readonly failed: readonly SkipReason[];
  /** Not now, but their time may come. */
  readonly postponed: readonly SkipReason[];
  /** A restart would not help, or cannot be done. */
  readonly impossible: readonly SkipReason[];
  /** Workloads that wait for a later batch. */
  readonly left: number;
}

/** The namespaces of workloads that may be restarted. */
const mayRestart = (namespaces: readonly string[], { namespace }: WorkloadRef): boolean =>
  namespaces.length === 0 || namespaces.includes(namespace);

/** The reference to a live workload. */
const refTo = ({ kind, metadata }: Manifest): WorkloadRef => ({
  kind,
  namespace: metadata.namespace ?? '',
  name: metadata.name,
});

/** Owners of stale proxies that may be restarted, each once. */
export function staleWorkloads(
  proxies: readonly Proxy[],
  current: CurrentProxy,
  namespaces: readonly string[],
): WorkloadRef[] {
  const stale = proxies.filter((proxy) => isStale(proxy, current)).flatMap(({ workload }) => workload ?? []);
  return distinct(stale.filter((ref) => mayRestart(namespaces, ref)));
}

const distinct = (refs: readonly WorkloadRef[]): WorkloadRef[] => [
  ...new Map(refs.map((ref) => [workloadKey(ref), ref])).values(),
];

/** Chooses the next batch: one at a time, sidecars before gateways, and never below a budget. */
export function planRestart(input: RestartInput): RestartPlan {
  const turns = Map.groupBy(candidates(input), (workload) => turnOf(workload, input));
  const skipReasons = (turn: Turn): SkipReason[] =>
    (turns.get(turn) ?? []).map((workload) => ({ workload: refTo(workload), why: whyNot(workload, turn) }));
  const underWay = (turns.get('underWay') ?? []).map(refTo);
  const failed = skipReasons('failed');
  const isFree = underWay.length === 0 && failed.length === 0;
  const allowances = new Allowances(input.budgets);
  const ready = gatewaysLast(turns.get('ready') ?? [], input.proxies);
  const limit = isFree ? batchSize(input) : 0;
  const batch: Manifest[] = [];
  const crowded: SkipReason[] = [];
  for (const workload of ready) {
    if (batch.length >= limit) break;
    const budget = allowances.take(workload);
    if (budget === undefined) batch.push(workload);
    else crowded.push({ workload: refTo(workload), why: `waits for PodDisruptionBudget ${budget}` });
  }
  const left = (turns.get('ready') ?? []).length - batch.length - crowded.length;
  const postponed = [...skipReasons('unhealthy'), ...crowded];
  return { batch, underWay, failed, postponed, impossible: skipReasons('impossible'), left };
}

/** Workloads with stale proxies, or new pods to come, that are not ours: those change with the control plane. */
function candidates({ workloads, proxies, current, namespaces, now }: RestartInput): Manifest[] {
  const stale = new Set(staleWorkloads(proxies, current, namespaces).map(workloadKey));
  const isOurs = ({ metadata }: Manifest): boolean => metadata.labels?.[LABELS.mesh] !== undefined;
  const isUnfinished = (workload: Manifest): boolean =>
    stale.has(workloadKey(refTo(workload))) || isRollingOut(workload, current.version, now);
  return workloads.filter((workload) => isUnfinished(workload) && !isOurs(workload)).sort(byName);
}

type Turn = 'ready' | 'underWay' | 'failed' | 'unhealthy' | 'impossible';

function turnOf(workload: Manifest, { current, now }: RestartInput): Turn {
  const { state } = healthOf(workload);
  const { annotations = {} } = workloadSpec(workload).template?.metadata ?? {};
  if (annotations[RESTARTED_FOR] === current.version) {
    if (state === 'Failed') return 'failed';
    const isSettling = awayMs(annotations[RESTARTED_AT], now) < SETTLING_MS;
    return state === 'InProgress' || isSettling ? 'underWay' : 'impossible';
  }
  if (obstacleTo(workload) !== undefined) return 'impossible';
  return state === 'Current' ? 'ready' : 'unhealthy';
}

function whyNot(workload: Manifest, turn: Turn): string {
  if (turn === 'impossible') return obstacleTo(workload) ?? 'its proxies are the same after a restart';
  return healthOf(workload).message;
}

/** Gateways wait until no sidecar can be restarted any more. */
function gatewaysLast(ready: readonly Manifest[], proxies: readonly Proxy[]): readonly Manifest[] {
  const routers = new Set(
    proxies.flatMap(({ role, workload }) => (role === 'router' && workload ? workloadKey(workload) : [])),
  );
  const sidecars = ready.filter((workload) => !routers.has(workloadKey(refTo(workload))));
  return sidecars.length > 0 ? sidecars : ready;
}

/** At least one, or nothing would ever happen. */
function batchSize({ proxies, maxUnavailable, namespaces }: RestartInput): number {
  const all = distinct(proxies.flatMap(({ workload }) => workload ?? []));
  const total = all.filter((ref) => mayRestart(namespaces, ref)).length;
  return Math.max(1, Math.floor(portionOf(maxUnavailable, total)));
}

function byName(a: Manifest, b: Manifest): number {
  return workloadKey(refTo(a)) < workloadKey(refTo(b)) ? -1 : 1;
}
