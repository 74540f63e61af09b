import { setConditions } from '../../api/conditions.ts';
import { FINALIZER } from '../../api/meshinstall.ts';
import { DELETION_BOUND_MS, deletionSteps, type DeletionStep } from '../../core/deletion/steps.ts';
import { idOf, refOf, type ObjectId } from '../../core/model/object-id.ts';
import { prune, type PruneResult } from '../../engine/prune.ts';
import type { ReconcileResult } from '../../runtime/controller.ts';
import type { PassContext } from '../pass/context.ts';
import { deleteOnRequest } from './delete-on-request.ts';
import { removeFinalizer } from '../pass/finalizer.ts';
import { madeByPrograms, makersOf, uidsOf } from '../steps/runtime-objects.ts';
import { writeStatus } from '../pass/status-writer.ts';

/**
 * Takes a mesh down, one step per pass: what a step deleted has to be gone before the next. Needs no rendering, and
 * its state is the cluster and the inventory, so that it goes on after a crash. When its time is over it stops waiting,
 * says what is left, and lets the MeshInstall go.
 */
export async function reconcileDelete(pass: PassContext): Promise<ReconcileResult> {
  if (pass.install.metadata.finalizers?.includes(FINALIZER) !== true) return {};
  const remainingMs = deadlineOf(pass) - pass.clock.now();
  const left = remainingMs > 0 ? await nextStep(pass) : await deleteRemaining(pass);
  if (left.length > 0 && remainingMs > 0) return { requeueAfterMs: remainingMs };
  await finishDeletion(pass, left);
  return {};
}

const deadlineOf = ({ install }: PassContext): number =>
  Date.parse(install.metadata.deletionTimestamp ?? '') + DELETION_BOUND_MS;

/** What the inventory says and, although it is not in there, what programs of the mesh made. */
function stepsOf(pass: PassContext): DeletionStep[] {
  const { cache, install } = pass;
  const made = madeByPrograms(pass);
  const inventory = cache.install(install.metadata.name)?.status?.inventory ?? [];
  const ids = new Set([...inventory, ...made.map(({ live }) => idOf(live))]);
  const live = [...cache.owned(install.metadata.name), ...made.map((one) => one.live)];
  return deletionSteps([...ids], live, makersOf(made));
}

/** Works on the first step that is not done. @returns what is not gone yet; empty when nothing is left to do */
async function nextStep(pass: PassContext): Promise<ObjectId[]> {
  for (const step of stepsOf(pass)) {
    const left = await runStep(pass, step);
    if (left.length === 0) continue;
    await reportStep(pass, step, left);
    return left;
  }
  return [];
}

/** Out of time: everything at once, and no waiting. */
async function deleteRemaining(pass: PassContext): Promise<ObjectId[]> {
  const left = await Promise.all(stepsOf(pass).map((step) => runStep(pass, step)));
  return left.flat();
}

async function runStep(pass: PassContext, step: DeletionStep): Promise<ObjectId[]> {
  const { metadata } = pass.install;
  const owner = { mesh: metadata.name, uid: metadata.uid ?? '' };
  const made = uidsOf(madeByPrograms(pass));
  const results = await prune({ client: pass.client, owner, signal: pass.signal, foreground: true, made }, step.ids);
  for (const { id, result } of results) pass.log.debug({ object: id, result, step: step.name }, 'deleting');
  return results.filter(isThere).map(({ id }) => id);
}

/** A deleted object counts as there until a later look finds it gone: its pods may still be stopping. */
const isThere = ({ result }: PruneResult): boolean => result === 'deleted' || result === 'pending';

async function reportStep(pass: PassContext, step: DeletionStep, left: readonly ObjectId[]): Promise<void> {
  const { cache, install, clock } = pass;
  const status = cache.install(install.metadata.name)?.status ?? {};
  const message = `deleting ${step.name}: ${left.length} objects to go`;
  const condition = { type: 'Ready', status: 'False', reason: 'Deleting', message } as const;
  const now = new Date(clock.now());
  const conditions = setConditions(status.conditions ?? [], [condition], install.metadata.generation ?? 0, now);
  await writeStatus(pass, { ...status, phase: 'Deleting', conditions });
}

async function finishDeletion(pass: PassContext, left: readonly ObjectId[]): Promise<void> {
  const kept = await deleteOnRequest(pass);
  if (left.length > 0) {
    const names = left.map(refOf).map(({ kind, name }) => `${kind} ${name}`);
    const message = `gave up waiting after ${DELETION_BOUND_MS / 60_000} minutes for ${names.join(', ')}`;
    pass.recordEvent(pass.install, { type: 'Warning', reason: 'DeletionIncomplete', message });
  }
  pass.recordEvent(pass.install, {
    type: 'Normal',
    reason: 'Deleted',
    message: `mesh removed; kept on purpose: ${kept.join(', ')}`,
  });
  for (const object of pass.cache.owned(pass.install.metadata.name)) pass.applyCache.forget(object);
  pass.log.info({ kept, left }, 'mesh removed');
  await removeFinalizer(pass);
}
