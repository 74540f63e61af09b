import type { Statement } from '../../api/conditions.ts';
import type { ComponentStatus, Failure } from '../../api/status.ts';
import { failureStatements } from './failure-conditions.ts';
import { isStopover, type PassResult } from './pass-result.ts';
import type { Hold, Verdict } from './pass-outcome.ts';

/** What is in the way, if anything. */
export interface Trouble {
  /** What has been waited for too long. */
  readonly overdue?: string | undefined;
  /** The change that failed and is not tried again. */
  readonly failure?: Failure | undefined;
  /** The mesh is at a stop of a longer way. */
  readonly isOnTheWay?: boolean;
}

/** What a pass says about Ready, Reconciling, Stalled and Accepted, and of a mesh that others apply, about InSync. */
export function statementsOf(pass: PassResult, components: readonly ComponentStatus[], trouble: Trouble): Statement[] {
  return [
    ...progressStatements(pass, components, trouble),
    acceptedStatement(pass.verdict),
    ...(pass.differences === undefined ? [] : [inSyncStatement(pass.differences)]),
  ];
}

function progressStatements(
  pass: PassResult,
  components: readonly ComponentStatus[],
  { overdue, failure, isOnTheWay = false }: Trouble,
): Statement[] {
  const { verdict } = pass;
  if (failure !== undefined && verdict.kind !== 'refused' && verdict.kind !== 'paused') {
    return failureStatements(failure, components);
  }
  if (verdict.kind === 'held') return heldStatements(verdict.hold, components, isOnTheWay);
  const stalled = stalledStatement(verdict, overdue);
  if (isStopover(pass)) return [...goingOn(pass), stalled];
  return [readyStatement(pass, components), reconcilingStatement(verdict), stalled];
}

function goingOn({ journey }: PassResult): Statement[] {
  const { to, rest } = journey?.course.hop ?? { to: '', rest: [] };
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
function heldStatements(
  { reason, message, stalled }: Hold,
  components: readonly ComponentStatus[],
  isOnTheWay: boolean,
): Statement[] {
  const unready: Statement = { type: 'Ready', status: 'False', reason, message };
  if (stalled === undefined) return [unready, { type: 'Reconciling', status: 'True', reason, message }, PROGRESSING];
  return [
    isOnTheWay ? unready : { ...componentsStatement(components), isOfBefore: true },
    { type: 'Reconciling', status: 'False', reason, message },
    { type: 'Stalled', status: 'True', reason, message },
  ];
}

function readyStatement({ verdict, differences }: PassResult, components: readonly ComponentStatus[]): Statement {
  const type = 'Ready';
  if (verdict.kind === 'refused' || verdict.kind === 'error') {
    return { type, status: 'False', reason: verdict.reason, message: verdict.message };
  }
  if (verdict.kind === 'waiting') {
    const message = `waiting for ${verdict.wave.gate}: ${verdict.missing.join('; ')}`;
    return { type, status: 'False', reason: differences === undefined ? 'Installing' : 'Waiting', message };
  }
  return componentsStatement(components);
}

function componentsStatement(components: readonly ComponentStatus[]): Statement {
  const type = 'Ready';
  const unready = components.filter(({ phase }) => phase !== 'Ready');
  if (unready.length > 0) {
    const message = unready.map(({ name, message = '' }) => `${name}: ${message}`).join('; ');
    return { type, status: 'False', reason: 'ComponentsNotReady', message };
  }
  return { type, status: 'True', reason: 'MeshReady', message: `all ${components.length} components work` };
}

function reconcilingStatement(verdict: Verdict): Statement {
  const type = 'Reconciling';
  if (verdict.kind === 'waiting') {
    return { type, status: 'True', reason: 'Waiting', message: `waiting for ${verdict.wave.gate}` };
  }
  if (verdict.kind === 'error') return { type, status: 'True', reason: 'Retrying', message: verdict.message };
  if (verdict.kind === 'paused') return { type, status: 'False', reason: 'Paused', message: 'spec.paused is true' };
  return { type, status: 'False', reason: 'Done', message: 'nothing to do' };
}

function stalledStatement(verdict: Verdict, overdue: string | undefined): Statement {
  const type = 'Stalled';
  if (verdict.kind === 'refused') return { type, status: 'True', reason: verdict.reason, message: verdict.message };
  if (overdue !== undefined) return { type, status: 'True', reason: 'GateTimeout', message: overdue };
  return PROGRESSING;
}

const PROGRESSING: Statement = {
  type: 'Stalled',
  status: 'False',
  reason: 'Progressing',
  message: 'nothing is in the way',
};

function acceptedStatement(verdict: Verdict): Statement {
  const type = 'Accepted';
  if (verdict.kind === 'refused') return { type, status: 'False', reason: verdict.reason, message: verdict.message };
  return { type, status: 'True', reason: 'Valid', message: 'the spec can be carried out on this cluster' };
}

/** So many are named in a message; the rest is a number. */
const NAMED_DIFFERENCES = 5;

function inSyncStatement(differences: readonly string[]): Statement {
  const type = 'InSync';
  if (differences.length === 0) return { type, status: 'True', reason: 'AsRendered', message: 'all is as rendered' };
  const more = differences.length - NAMED_DIFFERENCES;
  const named = differences.slice(0, NAMED_DIFFERENCES).join('; ');
  return { type, status: 'False', reason: 'Drifted', message: more > 0 ? `${named}; and ${more} more` : named };
}
