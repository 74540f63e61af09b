import type { Manifest, ObjectRef } from '../api/manifest.ts';
import { isPodOwner } from '../core/model/workloads.ts';
import { isKept } from '../core/deletion/kept.ts';
import { refOf, type ObjectId } from '../core/model/object-id.ts';
import { isOurs, type Owner } from '../core/ownership/ownership.ts';
import { isConflict } from '../kube/errors.ts';
import type { KubeClient } from '../kube/operations.ts';
import { servedRef } from '../kube/discovery/served-ref.ts';

/** What became of an object that nobody asks for any more. */
export type PruneResult =
  | { readonly id: ObjectId; readonly result: 'deleted' | 'notFound' }
  /** Kept on purpose, or not ours to delete. */
  | { readonly id: ObjectId; readonly result: 'skipped'; readonly why: string }
  /** Still there and still to be deleted: the next pass tries again. */
  | { readonly id: ObjectId; readonly result: 'pending'; readonly why: string };

type DeletionResult = { readonly result: 'deleted' } | { readonly result: 'pending'; readonly why: string };

/** What pruning works with. */
export interface PruneContext {
  readonly client: KubeClient;
  readonly owner: Owner;
  readonly signal: AbortSignal;
  /**
   * What runs pods goes only after its pods went. Everything else goes at once: to wait for dependents that cannot be
   * there costs half a minute for custom resources, which the garbage collector learns of so slowly.
   */
  readonly foreground?: true;
  /** Uids of objects without our label that are ours nevertheless: programs of the mesh made them. */
  readonly made?: ReadonlySet<string>;
}

/**
 * Deletes the objects behind the ids, side by side. The live object is read first: only one that carries our label and
 * was applied for this MeshInstall goes, and only exactly the one that was read.
 */
export async function prune(context: PruneContext, ids: readonly ObjectId[]): Promise<PruneResult[]> {
  return Promise.all(ids.map((id) => pruneOne(context, id)));
}

async function pruneOne(context: PruneContext, id: ObjectId): Promise<PruneResult> {
  const { client, owner, signal, made } = context;
  const ref = await servedRef(client.discovery, refOf(id));
  if (isKept(ref)) return { id, result: 'skipped', why: 'is kept on purpose' };
  const live = await client.get(ref, { metadataOnly: true, signal });
  if (live === undefined) return { id, result: 'notFound' };
  const isMade = live.metadata.uid !== undefined && made?.has(live.metadata.uid) === true;
  if (!isMade && !isOurs(live, owner))
    return { id, result: 'skipped', why: 'no longer carries the label and owner of this mesh' };
  if (!isMade && isControlled(live)) return { id, result: 'skipped', why: 'goes with what controls it' };
  return { id, ...(await deleteIfUnchanged(context, ref, live)) };
}

/** A ReplicaSet whose Deployment is there after all: its pods are in use. */
const isControlled = ({ kind, metadata }: Manifest): boolean =>
  kind === 'ReplicaSet' && metadata.ownerReferences?.some(({ controller }) => controller === true) === true;

async function deleteIfUnchanged(
  { client, signal, foreground }: PruneContext,
  ref: ObjectRef,
  live: Manifest,
): Promise<DeletionResult> {
  const { uid, deletionTimestamp } = live.metadata;
  if (deletionTimestamp !== undefined) return { result: 'pending', why: 'is being deleted' };
  const preconditions = uid === undefined ? {} : { uid };
  try {
    await client.delete(ref, {
      propagationPolicy: foreground === true && isPodOwner(live) ? 'Foreground' : 'Background',
      preconditions,
      signal,
    });
    return { result: 'deleted' };
  } catch (error) {
    // Deleted and created anew since we read it: another object under the same name, for another pass to judge.
    if (isConflict(error)) return { result: 'pending', why: 'was replaced meanwhile' };
    throw error;
  }
}
