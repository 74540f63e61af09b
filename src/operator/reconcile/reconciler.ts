import { describeProblem } from '../../api/errors.ts';
import { type MeshInstall, namespaceOf } from '../../api/meshinstall.ts';
import { doubtsOf } from '../../api/validation/doubts.ts';
import { deletionStatus } from '../../core/deletion/progress.ts';
import { statusAfter } from '../../core/status/report.ts';
import { isNotFound } from '../../kube/errors.ts';
import type { ReconcileResult } from '../../runtime/controller.ts';
import { DELETE } from './delete-pass.ts';
import { APPLY } from './apply-pass.ts';
import type { PassContext, Result } from './context.ts';
import type { Mode } from './mode.ts';
import { OBSERVE } from './observe-pass.ts';
import { observe } from '../pass/observe.ts';
import { outcomeOf, wasOvertaken } from '../steps/outcome.ts';
import { requeueAfter } from './requeue.ts';
import { writeStatus } from '../pass/status-writer.ts';
import { latestOf } from '../pass/write-install.ts';

/** Somebody changed what we were about to write: by then, the cache holds what they wrote. */
const OVERTAKEN_MS = 1_000;

/** For so long it is no news that others are always faster; then it is told like any other failure. */
const OVERTAKEN_BOUND_MS = 60_000;

/**
 * One pass: plan, act, and report how far it came, whatever happened.
 * @throws what failed, after it is in the status
 */
export async function reconcile(pass: PassContext): Promise<ReconcileResult> {
  try {
    const result = await runPass(pass);
    pass.conflicts.stop(pass.install.metadata.name);
    return result;
  } catch (error) {
    if (!isQuiet(pass, error)) throw error;
    pass.log.debug({ err: error }, 'overtaken by another writer');
    return { requeueAfterMs: OVERTAKEN_MS };
  }
}

async function runPass(pass: PassContext): Promise<ReconcileResult> {
  const { result, error } = await attempt(pass);
  await report(pass, result);
  if (error !== undefined) throw error;
  const requeueAfterMs = requeueAfter(pass, result);
  return requeueAfterMs === undefined ? {} : { requeueAfterMs };
}

interface Attempt {
  readonly result: Result | undefined;
  readonly error?: Error;
}

function attempt(pass: PassContext): Promise<Attempt> {
  if (pass.install.spec.management === 'Observe') return attemptIn(OBSERVE, pass);
  return pass.install.metadata.deletionTimestamp === undefined ? attemptIn(APPLY, pass) : attemptIn(DELETE, pass);
}

async function attemptIn<Plan>(mode: Mode<PassContext, Plan, Result>, pass: PassContext): Promise<Attempt> {
  let plan: Plan | undefined;
  try {
    plan = await mode.plan(pass);
    return { result: await mode.act(pass, plan) };
  } catch (error) {
    if (pass.signal.aborted || !(error instanceof Error) || isQuiet(pass, error)) throw error;
    const outcome = outcomeOf(error);
    return { result: mode.failed(pass, outcome, plan), ...(outcome.kind === 'error' && { error }) };
  }
}

function isQuiet({ conflicts, install: { metadata } }: PassContext, error: unknown): boolean {
  return wasOvertaken(error) && conflicts.lasted(metadata.name, metadata.uid) < OVERTAKEN_BOUND_MS;
}

/** Writes the status, once per pass; a MeshInstall that is gone by now need not be told. */
async function report(pass: PassContext, result: Result | undefined): Promise<void> {
  if (result === undefined) return;
  try {
    await writeStatus(pass, statusOf(pass, result));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

function statusOf(pass: PassContext, result: Result): NonNullable<MeshInstall['status']> {
  const { metadata, status = {} } = latestOf(pass);
  if (!('deletion' in result)) {
    const doubts = doubtsOf(pass.install.spec).map(describeProblem);
    return statusAfter(status, { ...result, doubts }, observe(pass, namespaceOf(pass.install)));
  }
  return deletionStatus(status, result.deletion, metadata.generation ?? 0, new Date(pass.clock.now()));
}
