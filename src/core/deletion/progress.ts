import { type ConditionInput, setConditions } from '../../api/conditions.ts';
import type { MeshInstallStatus } from '../../api/status.ts';
import { settledCondition } from '../model/wording.ts';
import { DELETION_BOUND_MS } from './steps.ts';

/** One object, or what else is to go, that is still there. */
export interface Remainder {
  /** For people: `Deployment istio-system/istio-pilot`. */
  readonly what: string;
  /** For people, after `what`: `is being deleted`. */
  readonly why: string;
  /** Why it does not go by itself, as a CamelCase reason; missing while that is only a matter of time. */
  readonly problem?: string;
}

/** How far a deletion has come. */
export interface DeletionProgress {
  /** What is being done, for people: `deleting pilot`. */
  readonly doing: string;
  readonly left: readonly Remainder[];
  /** What happens, or is to be done, where something does not go by itself. */
  readonly remedy: string;
}

/** So many are named in a message; the rest is a number. */
const MOST_NAMED = 5;

/**
 * The status while a MeshInstall is deleted. What it said of components stays: it is what was there. Nothing is waited for
 * any more, and a way to another release is at its end.
 */
export function deletionStatus(
  before: MeshInstallStatus,
  progress: DeletionProgress,
  generation: number,
  now: Date,
): MeshInstallStatus {
  const message = describeProgress(progress);
  const problem = progress.left.find((remainder) => remainder.problem !== undefined)?.problem;
  const said: ConditionInput[] = [
    { type: 'Ready', status: 'False', reason: problem ?? 'Deleting', message },
    { type: 'Reconciling', status: 'True', reason: 'Deleting', message },
    problem === undefined
      ? { type: 'Stalled', status: 'False', reason: 'Progressing', message: 'progressing normally' }
      : { type: 'Stalled', status: 'True', reason: problem, message: `${message}; ${progress.remedy}` },
  ];
  const conditions = said.map((condition) => settledCondition(before.conditions, condition));
  const { waitingFor: _, plan: __, ...kept } = before;
  return {
    ...kept,
    phase: 'Deleting',
    conditions: setConditions(before.conditions ?? [], conditions, generation, now),
  };
}

/** What ends a deletion that something is in the way of. */
export const BOUND_REMEDY = `the MeshInstall goes without it after ${DELETION_BOUND_MS / 60_000} minutes`;

function describeProgress({ doing, left }: DeletionProgress): string {
  if (left.length === 0) return doing;
  const stuck = left.filter(({ problem }) => problem !== undefined);
  const count = `${left.length} ${left.length === 1 ? 'object' : 'objects'} to go`;
  return `${doing}: ${stuck.length === 0 ? count : `${count}; ${describeRemainders(stuck)}`}`;
}

/** What is left and why, for people: bounded, for a mesh has more than anybody reads. */
export function describeRemainders(left: readonly Remainder[]): string {
  const named = left.slice(0, MOST_NAMED).map(({ what, why }) => `${what} ${why}`);
  const more = left.length > MOST_NAMED ? [`and ${left.length - MOST_NAMED} more`] : [];
  return [...named, ...more].join('; ');
}
