import { timestamp } from '../../api/conditions.ts';
import type { Failure, MeshInstallStatus, StepStatus } from '../../api/status.ts';
import { isUnderWay } from '../upgrade/action.ts';
import { componentsIn, isPodOwner } from '../model/workloads.ts';
import type { Observation } from '../model/observation.ts';
import { isStopover, type PassPlan, type PassResult } from './pass-result.ts';
import { keptPods } from '../readiness/rollout.ts';
import { endedIn } from './pass-outcome.ts';
import type { PartObjects } from '../model/parts.ts';

type Plan = MeshInstallStatus['plan'];

/** The plan with which a hop begins: in the status before its first write, so that a restart knows of it. */
export function startedPlan(before: MeshInstallStatus, { action, parts }: PassPlan, observation: Observation): Plan {
  const { from, to, rest } = action.hop;
  if (isUnderWay(before, action.hop)) return before.plan;
  return {
    ...(from !== undefined && { from }),
    path: [to, ...rest],
    startedAt: timestamp(observation.now),
    steps: stepsAt(parts, parts[0]?.part.name, [], observation),
  };
}

/** `status.plan` after a pass; undefined when there is nowhere to go. */
export function planAfter(
  before: MeshInstallStatus,
  pass: PassResult,
  failure: Failure | undefined,
  observation: Observation,
): Plan {
  const { outcome, passPlan } = pass;
  if (pass.differences !== undefined) return undefined;
  if (passPlan === undefined) return before.plan;
  if (outcome.kind === 'converged') return isStopover(pass) ? nextStop(passPlan, observation.now) : undefined;
  if (outcome.kind === 'blocked') return heldPlan(before, passPlan, observation);
  const part = endedIn(outcome);
  if (before.plan?.startedAt === undefined || part === undefined) return before.plan;
  const { hop, kind } = passPlan.action;
  const isFailed = failure !== undefined && (failure.outcome !== 'RollingBack' || kind !== 'rollback');
  const steps = stepsAt(passPlan.parts, part.name, before.plan.steps ?? [], observation, isFailed);
  return { ...before.plan, path: [hop.to, ...hop.rest], steps };
}

function nextStop({ action }: PassPlan, now: Date): Plan {
  return { from: action.hop.to, path: [...action.hop.rest], reachedAt: timestamp(now) };
}

function heldPlan({ plan }: MeshInstallStatus, { action, parts }: PassPlan, observation: Observation): Plan {
  if (plan?.startedAt !== undefined) return plan;
  const { from, to, rest } = action.hop;
  return {
    ...(from !== undefined && { from }),
    path: [to, ...rest],
    ...(plan?.reachedAt !== undefined && plan.from === from && { reachedAt: plan.reachedAt }),
    steps: parts.map((part) => stepOf(part, 'Pending', observation)),
  };
}

/** Steps before the current one are done, those after it are to come. */
function stepsAt(
  parts: readonly PartObjects[],
  current: string | undefined,
  before: readonly StepStatus[],
  observation: Observation,
  failed = false,
): StepStatus[] {
  const at = parts.findIndex(({ part }) => part.name === current);
  return parts.map((part, i) => {
    const state = i < at ? 'Done' : i > at ? 'Pending' : failed ? 'Failed' : 'Running';
    const known = before.find(({ name }) => name === part.part.name);
    return known?.state === state ? known : stepOf(part, state, observation);
  });
}

function stepOf(part: PartObjects, state: StepStatus['state'], observation: Observation): StepStatus {
  const components = componentsIn(part);
  const workloads = workloadsOf(part, observation);
  return {
    name: part.part.name,
    ...(components.length > 0 && { components }),
    ...(workloads.length > 0 && { workloads }),
    state,
    ...(state !== 'Pending' && { since: timestamp(observation.now) }),
  };
}

/** What the step keeps of workloads that run already. */
function workloadsOf({ objects }: PartObjects, observation: Observation): NonNullable<StepStatus['workloads']> {
  return objects.filter(isPodOwner).flatMap((object) => {
    const live = observation.live(object);
    return live === undefined ? [] : [{ name: object.metadata.name, ...keptPods(object, live) }];
  });
}
