import type { Manifest } from '../api/manifest.ts';
import { editedTemplate, endsPreserving } from '../core/ownership/adoption.ts';
import { asksForAllocation } from '../core/drift/allocation.ts';
import { obstructingPorts } from '../core/drift/drift.ts';
import { idOf, refOf } from '../core/model/object-id.ts';
import { leavesReplicas, replicasHandover } from '../core/ownership/autoscaling.ts';
import { FIELD_MANAGER } from '../api/meshinstall.ts';
import type { KubeClient } from '../kube/operations.ts';
import { isInvalid } from '../kube/errors.ts';
import { restorePreserved, takeOver } from './claim.ts';
import { createFirst, ownByApplyOnly } from './creation.ts';
import { asOneError, failuresOf } from './failures.ts';
import type { ApplyCache, ApplyReason } from './apply-cache.ts';
import { patchIfUnchanged } from './patch-if-unchanged.ts';

/** One object to send, and why. */
export interface Change {
  readonly object: Manifest;
  readonly live: Manifest | undefined;
  readonly need: ApplyReason;
  /** What it is created as, where that names more than later applies do. */
  readonly initial?: Manifest;
}

/** What became of one object. */
export interface Applied {
  readonly change: Change;
  readonly result: Manifest;
}

/** What applying asks of an apiserver. */
export type ApplyClient = Pick<KubeClient, 'get' | 'create' | 'apply' | 'patch'>;

/** What an applier works with. */
export interface ApplyContext {
  readonly client: ApplyClient;
  readonly applyCache: Pick<ApplyCache, 'record' | 'forget'>;
  readonly signal: AbortSignal;
  /** Told of each success as it comes, also when another object fails. */
  readonly onApplied: (applied: Applied) => void;
}

/**
 * Sends objects side by side, each by server-side apply. All are tried, whatever becomes of the others.
 * @throws what failed, all of it, after the last answer
 */
export async function applyAll(context: ApplyContext, changes: readonly Change[]): Promise<void> {
  const outcomes = await Promise.allSettled(changes.map((change) => applyOne(context, change)));
  const failures = failuresOf(outcomes);
  if (failures.length > 0) throw asOneError(failures);
}

async function applyOne(context: ApplyContext, change: Change): Promise<void> {
  // Where no answer comes, it may have been done all the same: what we applied before is no longer what is there.
  context.applyCache.forget(change.object);
  if (endsPreserving(change.object, change.live)) await takeOver(context, change.object);
  if (editedTemplate(change.object, change.live) !== undefined) await restorePreserved(context, change.object);
  await handOver(context, change);
  const result = await send(context, change);
  context.applyCache.record(change.object, result);
  context.onApplied({ change, result });
}

/**
 * Gives up the number of pods where others are to own it from now on, and leaves it as it is. Who owns it has to be
 * asked: what we follow comes without that account.
 */
async function handOver({ client, signal }: ApplyContext, { object, live }: Change): Promise<void> {
  if (live === undefined || !leavesReplicas(object)) return;
  const read = () => client.get(refOf(idOf(object)), { metadataOnly: true, signal });
  await patchIfUnchanged({ client, fieldManager: FIELD_MANAGER, signal }, read, replicasHandover);
}

/** Force, because what we render is ours: whoever changed such a field by hand finds it restored. */
async function send({ client, signal }: ApplyContext, { object, live, initial }: Change): Promise<Manifest> {
  const write = { fieldManager: FIELD_MANAGER, signal };
  const apply = async () => ownByApplyOnly({ client, ...write }, await client.apply(object, { ...write, force: true }));
  try {
    const first = initial ?? (asksForAllocation(object) ? object : undefined);
    if (live === undefined && first !== undefined) await createFirst(client, first, write);
    return await apply();
  } catch (error) {
    const obstacles = isInvalid(error) ? obstructingPorts(object, live) : [];
    if (obstacles.length === 0 || live === undefined) throw error;
    await clear(
      client,
      live,
      obstacles.map(({ pointer }) => pointer),
      signal,
    );
    return apply();
  }
}

/** Removes list items, the last first so that the earlier pointers stay true, and only from what we have seen. */
async function clear(client: ApplyClient, live: Manifest, pointers: string[], signal: AbortSignal): Promise<void> {
  const seen = { op: 'test', path: '/metadata/resourceVersion', value: live.metadata.resourceVersion };
  const removals = pointers.reverse().map((path) => ({ op: 'remove', path }));
  await client.patch(refOf(idOf(live)), [seen, ...removals], { type: 'json', fieldManager: FIELD_MANAGER, signal });
}
