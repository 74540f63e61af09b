import type { Manifest } from '../../api/manifest.ts';
import type { Observation } from '../model/observation.ts';
import { withoutPodNames } from './pod-problem.ts';
import { terminationOf } from './termination.ts';

/** How far an object has come. `Failed` does not heal by waiting. */
export interface Health {
  readonly state: 'Current' | 'InProgress' | 'Failed';
  /** Why, for people; empty when Current. */
  readonly message: string;
  /** Pods of before serve while those of a new template come. */
  readonly isRolling?: true;
}

interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
}

interface Replicas {
  observedGeneration?: unknown;
  replicas?: number;
  updatedReplicas?: number;
  readyReplicas?: number;
  availableReplicas?: number;
  desiredNumberScheduled?: number;
  updatedNumberScheduled?: number;
  numberAvailable?: number;
  currentRevision?: string;
  updateRevision?: string;
  conditions?: Condition[];
  phase?: string;
}

const CURRENT: Health = { state: 'Current', message: '' };
const waiting = (message: string): Health => ({ state: 'InProgress', message });
const rolling = (available: number, message: string): Health => ({
  ...waiting(message),
  ...(available > 0 && { isRolling: true }),
});
const failed = (message: string): Health => ({ state: 'Failed', message });

/** Made, or made again after somebody deleted it, a moment ago. */
const NEW = 'was just created; Kubernetes has yet to start its pods';

const statusOf = (object: Manifest): Replicas => object['status'] ?? {};
const condition = (object: Manifest, type: string): Condition | undefined =>
  statusOf(object).conditions?.find((c) => c.type === type);

/** Rules per kind, after kstatus (kubernetes-sigs/cli-utils); kinds without a rule are Current when they exist. */
const RULES: Readonly<Record<string, (object: Manifest) => Health>> = {
  Deployment: deployment,
  DaemonSet: daemonSet,
  StatefulSet: statefulSet,
  CustomResourceDefinition: customResourceDefinition,
  Namespace: (object) => (statusOf(object).phase === 'Active' ? CURRENT : waiting('namespace is not active')),
};

/** Reads how far a live object has come. Pure; deadlines are the caller's. */
export function healthOf(live: Manifest | undefined): Health {
  if (live === undefined) return waiting('does not exist yet');
  const termination = terminationOf(live);
  if (termination !== undefined) return waiting(termination);
  const { observedGeneration, availableReplicas, numberAvailable } = statusOf(live);
  const { generation } = live.metadata;
  // Kinds of others have a status of any shape.
  if (typeof observedGeneration === 'number' && generation !== undefined && observedGeneration < generation) {
    return rolling(availableReplicas ?? numberAvailable ?? 0, 'Kubernetes has yet to act on its last change');
  }
  return RULES[live.kind]?.(live) ?? CURRENT;
}

/** The health of what is observed, with what its pods say about it. */
export function observedHealth(live: Manifest | undefined, { podProblem }: Pick<Observation, 'podProblem'>): Health {
  const health = healthOf(live);
  const problem = live === undefined || health.state === 'Current' ? undefined : podProblem?.(live);
  return problem === undefined ? health : { ...health, message: `${health.message}: ${problem}` };
}

/** What pods said in the message of an observed health; undefined while they have said nothing. */
export function podProblemIn(message = ''): string | undefined {
  return /^\d+ of \d+ pods are [^:]*: (.+)$/s.exec(message)?.[1];
}

function deployment(object: Manifest): Health {
  const status = statusOf(object);
  if (status.observedGeneration === undefined) return waiting(NEW);
  // The cause before its effect: pods that cannot be made make no progress.
  const replicaFailure = condition(object, 'ReplicaFailure');
  if (replicaFailure?.status === 'True')
    return failed(withoutPodNames(replicaFailure.message ?? 'pods cannot be created'));
  const progressing = condition(object, 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') return failed('no progress within its deadline');
  return replicas(wantedReplicas(object), {
    updated: status.updatedReplicas ?? 0,
    total: status.replicas ?? 0,
    available: status.availableReplicas ?? 0,
  });
}

function daemonSet(object: Manifest): Health {
  const status = statusOf(object);
  if (status.observedGeneration === undefined) return waiting(NEW);
  const wanted = status.desiredNumberScheduled ?? 0;
  const updated = status.updatedNumberScheduled ?? 0;
  return replicas(wanted, { updated, total: updated, available: status.numberAvailable ?? 0 });
}

function statefulSet(object: Manifest): Health {
  const status = statusOf(object);
  if (status.observedGeneration === undefined) return waiting(NEW);
  const { updatedReplicas = 0, replicas: total = 0, readyReplicas = 0 } = status;
  // Once all pods are of the new revision, some controllers no longer count them as updated.
  const updated = status.currentRevision === status.updateRevision ? total : updatedReplicas;
  return replicas(wantedReplicas(object), { updated, total, available: status.availableReplicas ?? readyReplicas });
}

function replicas(wanted: number, have: { updated: number; total: number; available: number }): Health {
  const old = have.total - have.updated;
  if (have.updated < wanted) {
    return rolling(old > 0 ? have.available : 0, `${have.updated} of ${wanted} pods are of the new template`);
  }
  const available = `${have.available} of ${have.total} pods are available`;
  if (old > 0) {
    const left = old === 1 ? 'an old pod is still there' : `${old} old pods are still there`;
    return rolling(have.available, have.available < have.total ? `${available}; ${left}` : left);
  }
  if (have.available < wanted) return waiting(available);
  return CURRENT;
}

function customResourceDefinition(object: Manifest): Health {
  const names = condition(object, 'NamesAccepted');
  if (names?.status === 'False') return failed(names.message ?? 'its names are taken');
  return condition(object, 'Established')?.status === 'True' ? CURRENT : waiting('not established yet');
}

/** True for a live CRD whose names the apiserver accepted and that it does not serve yet. */
export function isAcceptedOnly(live: Manifest): boolean {
  const [names, served] = [condition(live, 'NamesAccepted'), condition(live, 'Established')];
  return names?.status === 'True' && served?.status !== 'True' && live.metadata.deletionTimestamp === undefined;
}

/** Pods that a live Deployment is meant to have; an autoscaler may have set it. */
function wantedReplicas(object: Manifest): number {
  return (object['spec'] as { replicas?: number } | undefined)?.replicas ?? 1;
}

/** `ready/wanted` of a live workload, as kubectl prints it. */
export function readyCount(live: Manifest): { ready: number; wanted: number } {
  const status = statusOf(live);
  if (live.kind === 'DaemonSet') {
    return { ready: status.numberAvailable ?? 0, wanted: status.desiredNumberScheduled ?? 0 };
  }
  return { ready: status.readyReplicas ?? 0, wanted: wantedReplicas(live) };
}
