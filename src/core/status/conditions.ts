import type { ConditionInput } from '../../api/conditions.ts';
import type { ComponentStatus, Failure } from '../../api/status.ts';
import { allReady } from './components.ts';
import { failureConditions } from './failure-conditions.ts';
import { isStopover, type PassResult } from '../pass/result.ts';
import type { PassOutcome, Progress, Wait } from '../pass/outcome.ts';
import type { Hold } from '../upgrade/holds.ts';

/** What is in the way, if anything. */
export interface Problems {
  /** What has been waited for too long. */
  readonly overdue?: string | undefined;
  /** The change that failed and is not tried again. */
  readonly failure?: Failure | undefined;
  /** The mesh is at a stop of a longer way. */
  readonly isOnTheWay?: boolean;
}

/** What a pass says about Ready, Reconciling, Stalled and Accepted, and of a mesh that others apply, about InSync. */
export function conditionsOf(
  pass: PassResult,
  components: readonly ComponentStatus[],
  problems: Problems,
): ConditionInput[] {
  return [
    ...progressConditions(pass, components, problems),
    acceptedCondition(pass),
    ...(pass.differences === undefined ? [] : [inSyncCondition(pass.differences)]),
  ];
}

function progressConditions(
  pass: PassResult,
  components: readonly ComponentStatus[],
  { overdue, failure, isOnTheWay = false }: Problems,
): ConditionInput[] {
  const { outcome } = pass;
  if (failure !== undefined && outcome.kind !== 'rejected' && outcome.kind !== 'paused') {
    return failureConditions(failure, components);
  }
  if (outcome.kind === 'blocked') return blockedConditions(outcome.hold, components, isOnTheWay);
  const stalled = stalledCondition(outcome, overdue);
  if (isStopover(pass)) return [...goingOn(pass), stalled];
  return [readyCondition(pass, components), reconcilingCondition(outcome), stalled];
}

function goingOn({ passPlan }: PassResult): ConditionInput[] {
  const { to, rest } = passPlan?.action.hop ?? { to: '', rest: [] };
  const message = `Istio ${to} is installed; going on to ${rest[0] ?? ''}`;
  return [
    { type: 'Ready', status: 'False', reason: 'Upgrading', message },
    { type: 'Reconciling', status: 'True', reason: 'Upgrading', message },
  ];
}

/**
 * What is installed works on, but it is not what is asked for. Where that stays so until somebody does something, Ready
 * goes on about what is installed: who waits for the newest spec sees that this is not about it. A stop between two
 * releases was never asked for, and is not Ready.
 */
function blockedConditions(
  { reason, message, stalled }: Hold,
  components: readonly ComponentStatus[],
  isOnTheWay: boolean,
): ConditionInput[] {
  const unready: ConditionInput = { type: 'Ready', status: 'False', reason, message };
  if (stalled === undefined) return [unready, { type: 'Reconciling', status: 'True', reason, message }, PROGRESSING];
  return [
    isOnTheWay ? unready : { ...componentsCondition(components), isOfBefore: true },
    { type: 'Reconciling', status: 'False', reason, message },
    { type: 'Stalled', status: 'True', reason, message },
  ];
}

function readyCondition(
  { outcome, differences, leftToOthers = [] }: PassResult,
  components: readonly ComponentStatus[],
): ConditionInput {
  const type = 'Ready';
  if (outcome.kind === 'rejected' || outcome.kind === 'error') {
    return { type, status: 'False', reason: outcome.reason, message: outcome.message };
  }
  if (outcome.kind === 'waiting') {
    const message = `waiting for ${outcome.progress.waits.map(describeWait).join('; ')}`;
    return { type, status: 'False', reason: differences === undefined ? 'Installing' : 'Waiting', message };
  }
  const condition = componentsCondition(components);
  if (outcome.kind === 'paused' && condition.status === 'False') return pausedAs(condition);
  return leftToOthers.length === 0
    ? condition
    : { ...condition, message: `${condition.message}; ${firstOf(leftToOthers)}` };
}

/** Nobody brings or repairs what is missing before somebody ends the pause. */
const pausedAs = (condition: ConditionInput): ConditionInput => ({
  ...condition,
  reason: 'Paused',
  message: `nothing is installed or repaired while spec.paused is true; ${condition.message}`,
});

const describeWait = ({ part, missing }: Wait): string => `${part.gate}: ${missing.join('; ')}`;
const gatesOf = ({ waits }: Progress): string => waits.map(({ part }) => part.gate).join('; ');

function componentsCondition(components: readonly ComponentStatus[]): ConditionInput {
  const type = 'Ready';
  const unready = components.filter(({ phase }) => phase !== 'Ready');
  if (unready.length > 0) {
    const message = unready.map(({ name, message = '' }) => `${name}: ${message}`).join('; ');
    return { type, status: 'False', reason: 'ComponentsNotReady', message };
  }
  return { type, status: 'True', reason: 'MeshReady', message: allReady(components) };
}

function reconcilingCondition(outcome: PassOutcome): ConditionInput {
  const type = 'Reconciling';
  if (outcome.kind === 'waiting') {
    return { type, status: 'True', reason: 'Waiting', message: `waiting for ${gatesOf(outcome.progress)}` };
  }
  if (outcome.kind === 'error') return { type, status: 'True', reason: 'Retrying', message: outcome.message };
  if (outcome.kind === 'paused') return { type, status: 'False', reason: 'Paused', message: 'spec.paused is true' };
  const message = outcome.kind === 'rejected' ? 'nothing is done while the spec is refused' : 'nothing to do';
  return { type, status: 'False', reason: 'Done', message };
}

function stalledCondition(outcome: PassOutcome, overdue: string | undefined): ConditionInput {
  const type = 'Stalled';
  if (outcome.kind === 'rejected') return { type, status: 'True', reason: outcome.reason, message: outcome.message };
  if (overdue !== undefined) return { type, status: 'True', reason: 'GateTimeout', message: overdue };
  return PROGRESSING;
}

const PROGRESSING: ConditionInput = {
  type: 'Stalled',
  status: 'False',
  reason: 'Progressing',
  message: 'progressing normally',
};

/** What is probably a slip is carried out all the same, and said where nobody who only uses kubectl misses it. */
function acceptedCondition({ outcome, doubts = [] }: PassResult): ConditionInput {
  const type = 'Accepted';
  if (outcome.kind === 'rejected') return { type, status: 'False', reason: outcome.reason, message: outcome.message };
  if (doubts.length > 0) return { type, status: 'True', reason: DOUBTFUL, message: firstOf(doubts) };
  return { type, status: 'True', reason: 'Valid', message: 'the spec can be carried out on this cluster' };
}

/** The reason of Accepted=True for a spec that is carried out and probably not meant as it is. */
export const DOUBTFUL = 'Doubtful';

/** So many are named in a message; the rest is a number. */
const NAMED_MOST = 5;

function firstOf(sentences: readonly string[]): string {
  const more = sentences.length - NAMED_MOST;
  const named = sentences.slice(0, NAMED_MOST).join('; ');
  return more > 0 ? `${named}; and ${more} more` : named;
}

function inSyncCondition(differences: readonly string[]): ConditionInput {
  const type = 'InSync';
  if (differences.length === 0) return { type, status: 'True', reason: 'AsRendered', message: 'all is as rendered' };
  return { type, status: 'False', reason: 'Drifted', message: firstOf(differences) };
}
