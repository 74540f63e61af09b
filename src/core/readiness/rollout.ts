import type { Manifest } from '../../api/manifest.ts';
import { workloadSpec } from '../model/selector.ts';

/** How many pods a rollout may add, and how many it may take down. */
export interface RolloutLimits {
  readonly surge: number;
  readonly unavailable: number;
}

interface Strategy {
  readonly type?: string;
  readonly rollingUpdate?: { readonly maxSurge?: number | string; readonly maxUnavailable?: number | string };
}

/** The rule of each kind (Kubernetes API, DeploymentStrategy, DaemonSetUpdateStrategy, StatefulSetUpdateStrategy). */
const RULES: Readonly<Record<string, (workload: Manifest, replicas: number) => RolloutLimits>> = {
  Deployment: deployment,
  DaemonSet: daemonSet,
  StatefulSet: () => ({ surge: 0, unavailable: 1 }),
};

/** What a change of the template does to the number of pods. */
export function rolloutLimits(workload: Manifest): RolloutLimits {
  const { desiredNumberScheduled } = (workload['status'] ?? {}) as { desiredNumberScheduled?: number };
  const replicas = desiredNumberScheduled ?? workloadSpec(workload).replicas ?? 1;
  return RULES[workload.kind]?.(workload, replicas) ?? { surge: 0, unavailable: replicas };
}

function deployment(workload: Manifest, replicas: number): RolloutLimits {
  const { type, rollingUpdate = {} } = (workload['spec'] as { strategy?: Strategy } | undefined)?.strategy ?? {};
  if (type === 'Recreate') return { surge: 0, unavailable: replicas };
  const surge = Math.ceil(portionOf(rollingUpdate.maxSurge ?? '25%', replicas));
  const unavailable = Math.floor(portionOf(rollingUpdate.maxUnavailable ?? '25%', replicas));
  // Kubernetes goes on by one pod where percentages leave nothing to go on by.
  return surge === 0 && unavailable === 0 ? { surge, unavailable: 1 } : { surge, unavailable };
}

function daemonSet(workload: Manifest, replicas: number): RolloutLimits {
  const { rollingUpdate = {} } = (workload['spec'] as { updateStrategy?: Strategy } | undefined)?.updateStrategy ?? {};
  const surge = Math.ceil(portionOf(rollingUpdate.maxSurge ?? 0, replicas));
  return { surge, unavailable: surge > 0 ? 0 : Math.ceil(portionOf(rollingUpdate.maxUnavailable ?? 1, replicas)) };
}

/** What a change keeps of the pods of one workload. */
export interface KeptPods {
  /** How many there are meant to be. */
  readonly replicas: number;
  /** How many are ready at any moment of it, if they were before. */
  readonly minReady: number;
}

/**
 * How many pods of a live workload stay ready while it becomes what is rendered: as many as the new strategy leaves,
 * of the new number of pods. The number is the live one where the manifest leaves it to an autoscaler.
 */
export function keptPods(manifest: Manifest, live: Manifest): KeptPods {
  const has = workloadSpec(live).replicas ?? 1;
  const { replicas = has } = workloadSpec(manifest);
  const wanted = { ...manifest, spec: { ...workloadSpec(manifest), replicas }, status: live['status'] };
  const nodes = (live['status'] as { desiredNumberScheduled?: number } | undefined)?.desiredNumberScheduled;
  const total = nodes ?? replicas;
  return { replicas: total, minReady: Math.max(Math.min(nodes ?? has, total - rolloutLimits(wanted).unavailable), 0) };
}

/** What `2` or `25%` is of a number, before rounding. */
export function portionOf(amount: number | string, total: number): number {
  if (typeof amount === 'number') return amount;
  const value = Number.parseInt(amount, 10);
  return amount.endsWith('%') ? (value * total) / 100 : value;
}
