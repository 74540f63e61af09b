import type { Condition } from './status.ts';

/** Condition types. Ready, Reconciling and Stalled mean what kstatus says they mean. */
export const CONDITION_TYPES = [
  'Ready',
  'Reconciling',
  'Stalled',
  'Accepted',
  'ProxiesUpToDate',
  'InjectionAllowed',
  'CertificatesValid',
  'InSync',
] as const;

/** A condition type. */
export type ConditionType = (typeof CONDITION_TYPES)[number];

/** What is said about a condition in one pass. */
export interface ConditionInput {
  readonly type: ConditionType;
  readonly status: Condition['status'];
  readonly reason: string;
  readonly message: string;
  /** Said about the spec that is installed, and not about the newest. */
  readonly isOfBefore?: true;
}

/**
 * The conditions after a pass, in the order of CONDITION_TYPES. `lastTransitionTime` moves only when status flips, so
 * that a pass without news writes nothing.
 */
export function setConditions(
  before: readonly Condition[],
  conditions: readonly ConditionInput[],
  observedGeneration: number,
  now: Date,
): Condition[] {
  return CONDITION_TYPES.flatMap((type) => {
    const old = before.find((condition) => condition.type === type);
    const condition = conditions.find((each) => each.type === type);
    if (condition === undefined) return old === undefined ? [] : [old];
    const { isOfBefore, ...said } = condition;
    const lastTransitionTime = old?.status === said.status ? old.lastTransitionTime : timestamp(now);
    const generation = isOfBefore === true ? old?.observedGeneration : observedGeneration;
    return [{ ...said, lastTransitionTime, ...(generation !== undefined && { observedGeneration: generation }) }];
  });
}

/** A time as Kubernetes writes it: whole seconds, UTC. */
export function timestamp(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
