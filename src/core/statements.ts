import type { Statement } from '../api/conditions.ts';
import type { ComponentStatus } from '../api/status.ts';
import { isStopover, type PassResult } from './pass-result.ts';
import type { Verdict } from './verdict.ts';

/**
 * What a pass says about Ready, Reconciling, Stalled and Accepted, and of a mesh that others apply, about InSync.
 * @param overdue what has been waited for too long, if anything
 */
export function statementsOf(
  pass: PassResult,
  components: readonly ComponentStatus[],
  overdue: string | undefined,
): Statement[] {
  const { verdict } = pass;
  return [
    ...(isStopover(pass) ? goingOn(pass) : [readyStatement(pass, components), reconcilingStatement(verdict)]),
    stalledStatement(verdict, overdue),
    acceptedStatement(verdict),
    ...(pass.differences === undefined ? [] : [inSyncStatement(pass.differences)]),
  ];
}

function goingOn({ desired }: PassResult): Statement[] {
  const message = `Istio ${desired?.hop?.to ?? ''} is installed; going on to ${desired?.hop?.rest[0] ?? ''}`;
  return [
    { type: 'Ready', status: 'False', reason: 'Upgrading', message },
    { type: 'Reconciling', status: 'True', reason: 'Upgrading', message },
  ];
}

function readyStatement({ verdict, differences }: PassResult, components: readonly ComponentStatus[]): Statement {
  const type = 'Ready';
  if (verdict.kind === 'refused' || verdict.kind === 'error') {
    return { type, status: 'False', reason: verdict.reason, message: verdict.message };
  }
  const unready = components.filter(({ phase }) => phase !== 'Ready');
  if (verdict.kind === 'waiting') {
    const message = `waiting for ${verdict.wave.gate}: ${verdict.missing.join('; ')}`;
    return { type, status: 'False', reason: differences === undefined ? 'Installing' : 'Waiting', message };
  }
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
  return { type, status: 'False', reason: 'Progressing', message: 'nothing is in the way' };
}

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
