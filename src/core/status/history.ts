import { timestamp } from '../../api/conditions.ts';
import type { Failure, MeshInstallStatus } from '../../api/status.ts';
import type { PassResult } from '../pass/result.ts';

type History = NonNullable<MeshInstallStatus['history']>;

/** Status is read by people and sent with every write: it remembers this many hops. */
const LIMIT = 10;

/** `status.history` after a pass, newest first. */
export function historyAfter(
  before: MeshInstallStatus,
  pass: PassResult,
  failure: Failure | undefined,
  now: Date,
): History | undefined {
  const ended = succeeded(before, pass, now) ?? unsuccessful(before.failure, failure, now);
  return ended === undefined ? before.history : [ended, ...(before.history ?? [])].slice(0, LIMIT);
}

function succeeded({ plan }: MeshInstallStatus, pass: PassResult, now: Date): History[number] | undefined {
  const { outcome, passPlan } = pass;
  if (outcome.kind !== 'converged' || passPlan?.action.kind !== 'upgrade' || plan?.startedAt === undefined)
    return undefined;
  const { from, to } = passPlan.action.hop;
  return {
    ...(from !== undefined && { from }),
    to,
    startedAt: plan.startedAt,
    finishedAt: timestamp(now),
    outcome: 'Succeeded',
  };
}

function unsuccessful(before: Failure | undefined, after: Failure | undefined, now: Date): History[number] | undefined {
  if (after === undefined || after.outcome === 'RollingBack') return undefined;
  if (before?.generation === after.generation && before.outcome === after.outcome) return undefined;
  const { from, to, startedAt, outcome } = after;
  const message = [after.message, ...(after.rollbackMessage === undefined ? [] : [after.rollbackMessage])].join('; ');
  return { from, to, startedAt, finishedAt: timestamp(now), outcome, message };
}
