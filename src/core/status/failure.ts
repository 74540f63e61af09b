import { timestamp } from '../../api/conditions.ts';
import type { ComponentStatus, Failure, MeshInstallStatus } from '../../api/status.ts';
import { componentsIn } from '../model/workloads.ts';
import type { PassPlan, PassResult } from '../pass/result.ts';
import type { Overdue } from './waits.ts';

/** What a failure is made from besides the pass. */
export interface Lateness {
  /** The gate that ran out; undefined while there is time. */
  readonly overdue: Overdue | undefined;
  readonly components: readonly ComponentStatus[];
  readonly now: Date;
}

/** `status.failure` after a pass: what failed stays failed until the spec is edited. */
export function failureAfter(before: MeshInstallStatus, pass: PassResult, lateness: Lateness): Failure | undefined {
  const known = before.failure?.generation === pass.generation ? before.failure : undefined;
  const { passPlan } = pass;
  if (passPlan === undefined) return known;
  if (known !== undefined) {
    return known.outcome === 'RollingBack' && passPlan.action.kind === 'rollback'
      ? wayBack(known, pass, lateness)
      : known;
  }
  return canFail(before, pass) ? failed(passPlan, before, pass, lateness) : undefined;
}

function failed(
  passPlan: PassPlan,
  before: MeshInstallStatus,
  pass: PassResult,
  { overdue, components, now }: Lateness,
): Failure | undefined {
  if (overdue?.part === undefined) return undefined;
  const { part, message } = overdue;
  const { from = '', to } = passPlan.action.hop;
  return {
    generation: pass.generation,
    from,
    to,
    step: part,
    ...culprit(passPlan, part, components),
    message:
      passPlan.rollbackObstacle === undefined ? message : `${message}; no way back: ${passPlan.rollbackObstacle}`,
    startedAt: before.plan?.startedAt ?? timestamp(now),
    outcome: pausesOnFailure(pass) || passPlan.rollbackObstacle !== undefined ? 'Paused' : 'RollingBack',
  };
}

function wayBack(known: Failure, { outcome }: PassResult, { overdue }: Lateness): Failure {
  if (outcome.kind === 'converged') return { ...known, outcome: 'RolledBack' };
  if (overdue?.part === undefined) return known;
  return { ...known, outcome: 'RollbackFailed', rollbackStep: overdue.part, rollbackMessage: overdue.message };
}

/** A first installation has nothing to go back to, and neither has a change of nothing: they wait on. */
function canFail(before: MeshInstallStatus, pass: PassResult): boolean {
  if (before.version === undefined || pass.passPlan?.action.kind !== 'upgrade') return false;
  const { canRollBack, rollbackObstacle } = pass.passPlan;
  return pausesOnFailure(pass) || canRollBack || rollbackObstacle !== undefined;
}

const pausesOnFailure = ({ desired }: PassResult): boolean => desired?.spec.upgrade.onFailure === 'Pause';

function culprit({ parts }: PassPlan, name: string, components: readonly ComponentStatus[]): { component?: string } {
  const members = parts.filter(({ part }) => part.name === name).flatMap(componentsIn);
  const found = components.find((component) => members.includes(component.name) && component.phase !== 'Ready');
  return found === undefined ? {} : { component: found.name };
}
