import { API, FINALIZER, type MeshInstall } from '../../api/meshinstall.ts';
import {
  BOUND_REMEDY,
  describeRemainders,
  type DeletionProgress,
  type Remainder,
} from '../../core/deletion/progress.ts';
import { DELETION_BOUND_MS } from '../../core/deletion/steps.ts';
import type { PassOutcome } from '../../core/pass/outcome.ts';
import type { ApplyCache } from '../../engine/apply-cache.ts';
import { errorOf } from '../../engine/failures.ts';
import type { Stopwatch } from '../../runtime/stopwatch.ts';
import { otherFinalizers, removeFinalizer } from '../pass/finalizer.ts';
import type { Mode } from './mode.ts';
import type { EventTeller, Subject } from '../pass/subject.ts';
import type { WriteContext } from '../pass/write-install.ts';
import { deleteOnRequest, type OnRequestContext } from '../deletion/delete-on-request.ts';
import { pendingSteps, remainderAfter, runStep, type StepContext } from '../deletion/run-step.ts';

/** What a mesh is taken down with. */
export type DeletionContext = Subject &
  WriteContext &
  EventTeller &
  StepContext &
  OnRequestContext & {
    readonly applyCache: Pick<ApplyCache, 'forget'>;
    /** Since when this process has worked on which deletion. */
    readonly deletions: Stopwatch;
    /** Meshes of which it was told that they are gone, while their finalizer is still to go. */
    readonly toldGone: Set<string>;
  };

/** How a deletion goes on. */
export interface DeletionResult {
  readonly deletion: DeletionProgress;
  /** When its time is over, in milliseconds; undefined when nothing is left to us. */
  readonly remainingMs?: number;
}

/**
 * Takes a mesh down, one step per pass: what a step deleted has to be gone before the next. Needs no rendering, and
 * its state is the cluster and the inventory, so that it goes on after a crash. When its time is over it stops waiting,
 * says what is left, and lets the MeshInstall go. The plan is the time that is left, in milliseconds.
 */
export const DELETE: Mode<DeletionContext, number, DeletionResult> = {
  plan: ({ deletions, install: { metadata } }) => DELETION_BOUND_MS - deletions.lasted(metadata.name, metadata.uid),
  act: takeDown,
  failed: ({ install }, outcome, remainingMs = 0) => ({ deletion: stuck(install, outcome), remainingMs }),
};

async function takeDown(pass: DeletionContext, remainingMs: number): Promise<DeletionResult | undefined> {
  if (pass.install.metadata.finalizers?.includes(FINALIZER) !== true) return heldByOthers(pass.install);
  const progress = remainingMs > 0 ? await nextStep(pass) : await deleteRemaining(pass);
  if (progress.left.length > 0 && remainingMs > 0) return { deletion: progress, remainingMs };
  const { kept, left } = await deleteOnRequest(pass);
  if (left.length > 0 && remainingMs > 0)
    return { deletion: inProgress('deleting what spec.deletion names', left), remainingMs };
  return finishDeletion(pass, kept, [...progress.left, ...left]);
}

const inProgress = (doing: string, left: readonly Remainder[]): DeletionProgress => ({
  doing,
  left,
  remedy: BOUND_REMEDY,
});

/** Works on the first step that is not done. */
async function nextStep(pass: DeletionContext): Promise<DeletionProgress> {
  for (const step of pendingSteps(pass)) {
    const left = await runStep(pass, step);
    if (left.length > 0) return inProgress(`deleting ${step.name}`, left);
  }
  return inProgress('everything is deleted', []);
}

/** Out of time: everything at once, and no waiting; nothing may keep the MeshInstall now. */
async function deleteRemaining(pass: DeletionContext): Promise<DeletionProgress> {
  try {
    const left = await Promise.all(pendingSteps(pass).map((step) => runStep(pass, step)));
    return inProgress('deleting the rest', left.flat());
  } catch (error) {
    pass.signal.throwIfAborted();
    return inProgress('deleting the rest', [remainderAfter('what the inventory names', errorOf(error))]);
  }
}

async function finishDeletion(
  pass: DeletionContext,
  kept: readonly string[],
  left: readonly Remainder[],
): Promise<DeletionResult | undefined> {
  const { name } = pass.install.metadata;
  if (!pass.toldGone.has(name)) tellGone(pass, kept, left);
  pass.toldGone.add(name);
  for (const object of pass.cache.owned(name)) pass.applyCache.forget(object);
  const held = await removeFinalizer(pass);
  pass.deletions.stop(name);
  pass.toldGone.delete(name);
  return held && heldByOthers(held);
}

/** Before the MeshInstall goes, so that whoever follows it is told; once, however often its finalizer cannot be removed. */
function tellGone(
  { install, recordEvent, log }: DeletionContext,
  kept: readonly string[],
  left: readonly Remainder[],
): void {
  if (left.length > 0) {
    const message = `gave up waiting after ${DELETION_BOUND_MS / 60_000} minutes: ${describeRemainders(left)}`;
    recordEvent(install, { type: 'Warning', reason: 'DeletionIncomplete', message });
  }
  const message = `mesh removed; kept on purpose: ${kept.join(', ')}`;
  recordEvent(install, { type: 'Normal', reason: 'Deleted', message });
  log.info({ kept, left }, 'mesh removed');
}

/** Our part is done: the MeshInstall stays for as long as others want it to. */
function heldByOthers(install: MeshInstall): DeletionResult | undefined {
  const finalizers = otherFinalizers(install);
  if (finalizers.length === 0) return undefined;
  const doing = `the mesh is removed; ${API.kind} ${install.metadata.name} waits for finalizer ${finalizers.join(', ')}`;
  return { deletion: { doing, left: [], remedy: '' } };
}

/** Not one object refused to go, but the deletion itself did: such as our finalizer, which a policy may protect. */
function stuck({ metadata }: MeshInstall, outcome: PassOutcome): DeletionProgress {
  const { reason = 'ReconcileFailed', message = outcome.kind } = 'message' in outcome ? outcome : {};
  const why = `cannot be deleted: ${message}`;
  const remedy = 'the operator tries again until it succeeds';
  return { doing: 'deleting', left: [{ what: `${API.kind} ${metadata.name}`, why, problem: reason }], remedy };
}
