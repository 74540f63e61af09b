import type { DeletionStep } from '../../core/deletion/steps.ts';
import { deletionSteps } from '../../core/deletion/steps.ts';
import type { Remainder } from '../../core/deletion/progress.ts';
import { describeObject, idOf, refOf } from '../../core/model/object-id.ts';
import { prune, type PruneClient, type PruneResult } from '../../engine/prune.ts';
import { isConflict } from '../../kube/errors.ts';
import type { LiveCache } from '../caches/live-cache.ts';
import { reasonOf } from '../steps/outcome.ts';
import { latestOf } from '../pass/write-install.ts';
import { ownerOf, type Subject } from '../pass/subject.ts';
import { liveRuntimeObjects, creatorsOf, uidsOf, type RuntimeObjectsContext } from '../steps/runtime-objects.ts';

/** What a step of a deletion works with. */
export interface StepContext extends Subject, RuntimeObjectsContext {
  readonly client: PruneClient;
  readonly cache: RuntimeObjectsContext['cache'] & Pick<LiveCache, 'install'>;
}

/** What is to be deleted: what the inventory says and, although it is not in there, what programs of the mesh made. */
export function pendingSteps(pass: StepContext): DeletionStep[] {
  const found = liveRuntimeObjects(pass);
  const inventory = latestOf(pass).status?.inventory ?? [];
  const ids = new Set([...inventory, ...found.map(({ live }) => idOf(live))]);
  const live = [...pass.cache.owned(pass.install.metadata.name), ...found.map((one) => one.live)];
  return deletionSteps([...ids], live, creatorsOf(found));
}

/** Deletes what the step names. @returns what is not gone yet; empty when the step is done */
export async function runStep(pass: StepContext, step: DeletionStep): Promise<Remainder[]> {
  const { client, install, signal, log } = pass;
  const runtimeObjects = uidsOf(liveRuntimeObjects(pass));
  const results = await prune({ client, owner: ownerOf(install), signal, foreground: true, runtimeObjects }, step.ids);
  for (const { id, result } of results) log.debug({ object: id, result, step: step.name }, 'deleting');
  return results.flatMap((result) => remainderOf(result) ?? []);
}

/** A deleted object counts as there until a later look finds it gone: its pods may still be stopping. */
function remainderOf(pruned: PruneResult): Remainder | undefined {
  const what = describeObject(refOf(pruned.id));
  switch (pruned.result) {
    case 'notFound':
    case 'skipped':
      return undefined;
    case 'deleted':
      return { what, why: 'is being deleted' };
    case 'pending':
      return { what, why: pruned.why, ...(pruned.heldBy && { problem: 'HeldByFinalizer' }) };
    case 'failed':
      return remainderAfter(what, pruned.error);
  }
}

/** What could not be deleted. A conflict says only that somebody was faster: the next pass looks again. */
export function remainderAfter(what: string, error: Error): Remainder {
  if (isConflict(error)) return { what, why: 'was changed meanwhile' };
  return { what, why: `could not be deleted: ${error.message}`, problem: reasonOf(error) };
}
