import { timestamp } from '../api/conditions.ts';
import type { Failure, MeshInstallStatus, StepStatus } from '../api/status.ts';
import { isUnderWay } from './course.ts';
import { componentsIn } from './gates.ts';
import { isStopover, type Journey, type PassResult } from './pass-result.ts';
import { endedIn } from './verdict.ts';
import type { WaveObjects } from './waves.ts';

type Plan = MeshInstallStatus['plan'];

/** The plan with which a hop begins: in the status before its first write, so that a restart knows of it. */
export function startedPlan(before: MeshInstallStatus, { course, waves }: Journey, now: Date): Plan {
  const { from, to, rest } = course.hop;
  if (isUnderWay(before, course.hop)) return before.plan;
  return {
    ...(from !== undefined && { from }),
    path: [to, ...rest],
    startedAt: timestamp(now),
    steps: stepsAt(waves, waves[0]?.wave.name, [], now),
  };
}

/** `status.plan` after a pass; undefined when there is nowhere to go. */
export function planAfter(before: MeshInstallStatus, pass: PassResult, failure: Failure | undefined, now: Date): Plan {
  const { verdict, journey } = pass;
  if (pass.differences !== undefined) return undefined;
  if (journey === undefined) return before.plan;
  if (verdict.kind === 'settled') return isStopover(pass) ? nextStop(journey, now) : undefined;
  if (verdict.kind === 'held') return heldPlan(before, journey);
  const wave = endedIn(verdict);
  if (before.plan?.startedAt === undefined || wave === undefined) return before.plan;
  const { hop, way } = journey.course;
  const isFailed = failure !== undefined && (failure.outcome !== 'RollingBack' || way !== 'back');
  const steps = stepsAt(journey.waves, wave.name, before.plan.steps ?? [], now, isFailed);
  return { ...before.plan, path: [hop.to, ...hop.rest], steps };
}

function nextStop({ course }: Journey, now: Date): Plan {
  return { from: course.hop.to, path: [...course.hop.rest], reachedAt: timestamp(now) };
}

function heldPlan({ plan }: MeshInstallStatus, { course, waves }: Journey): Plan {
  if (plan?.startedAt !== undefined) return plan;
  const { from, to, rest } = course.hop;
  return {
    ...(from !== undefined && { from }),
    path: [to, ...rest],
    ...(plan?.reachedAt !== undefined && plan.from === from && { reachedAt: plan.reachedAt }),
    steps: waves.map((wave) => stepOf(wave, 'Pending')),
  };
}

/** Steps before the current one are done, those after it are to come. */
function stepsAt(
  waves: readonly WaveObjects[],
  current: string | undefined,
  before: readonly StepStatus[],
  now: Date,
  failed = false,
): StepStatus[] {
  const at = waves.findIndex(({ wave }) => wave.name === current);
  return waves.map((wave, i) => {
    const state = i < at ? 'Done' : i > at ? 'Pending' : failed ? 'Failed' : 'Running';
    const known = before.find(({ name }) => name === wave.wave.name);
    return known?.state === state ? known : stepOf(wave, state, now);
  });
}

function stepOf(wave: WaveObjects, state: StepStatus['state'], now?: Date): StepStatus {
  const components = componentsIn(wave);
  return {
    name: wave.wave.name,
    ...(components.length > 0 && { components }),
    state,
    ...(now !== undefined && state !== 'Pending' && { since: timestamp(now) }),
  };
}
