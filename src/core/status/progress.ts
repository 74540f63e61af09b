import { timestamp } from '../../api/conditions.ts';
import type { Failure, MeshInstallStatus, StepStatus } from '../../api/status.ts';
import { isUnderWay } from '../upgrade/action.ts';
import { componentsIn, isPodOwner } from '../model/workloads.ts';
import type { Observation } from '../model/observation.ts';
import { isStopover, type PassPlan, type PassResult } from '../pass/result.ts';
import { keptPods } from '../readiness/rollout.ts';
import { progressOf, type Progress } from '../pass/outcome.ts';
import { readyParts, type PartObjects } from '../model/graph.ts';

type Plan = MeshInstallStatus['plan'];

/** The plan with which a hop begins: in the status before its first write, so that a restart knows of it. */
export function startedPlan(before: MeshInstallStatus, { action, parts }: PassPlan, observation: Observation): Plan {
  const { from, to, rest } = action.hop;
  if (isUnderWay(before, action.hop)) return before.plan;
  return {
    ...(from !== undefined && { from }),
    path: [to, ...rest],
    startedAt: timestamp(observation.now),
    steps: stepsAt(parts, beginning(parts), [], observation),
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
  const progress = progressOf(outcome);
  if (before.plan?.startedAt === undefined || progress === undefined) return before.plan;
  const { hop } = passPlan.action;
  const steps = stepsAt(passPlan.parts, progress, before.plan.steps ?? [], observation, failedStep(failure));
  return { ...before.plan, path: [hop.to, ...hop.rest], steps };
}

/** Nothing is open yet, and what needs nothing begins. */
const beginning = (parts: readonly PartObjects[]): Progress => ({
  open: new Set(),
  waits: readyParts(parts, new Set(), new Set()).map(({ part }) => ({ part, missing: [] })),
});

/** The step that failed, unless the way back from it is under way. */
function failedStep(failure: Failure | undefined): string | undefined {
  return failure?.outcome === 'RollingBack' ? undefined : (failure?.rollbackStep ?? failure?.step);
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

function stepsAt(
  parts: readonly PartObjects[],
  { open, waits }: Progress,
  before: readonly StepStatus[],
  observation: Observation,
  failed?: string,
): StepStatus[] {
  return parts.map((objects) => {
    const { name } = objects.part;
    const wait = waits.find(({ part }) => part.name === name);
    const state = open.has(name) ? 'Done' : wait === undefined ? 'Pending' : name === failed ? 'Failed' : 'Running';
    const known = before.find((step) => step.name === name);
    const step = known?.state === state ? known : stepOf(objects, state, observation);
    return withMessage(step, wait?.missing ?? []);
  });
}

function withMessage({ message: _, ...step }: StepStatus, missing: readonly string[]): StepStatus {
  return missing.length === 0 ? step : { ...step, message: missing.join('; ') };
}

function stepOf(objects: PartObjects, state: StepStatus['state'], observation: Observation): StepStatus {
  const components = componentsIn(objects);
  const workloads = workloadsOf(objects, observation);
  return {
    name: objects.part.name,
    ...(objects.needs.length > 0 && { needs: objects.needs.map(({ needs }) => needs) }),
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
