import type { Manifest, ObjectRef } from '../api/manifest.ts';
import { isPodOwner } from '../core/model/workloads.ts';
import { isKept } from '../core/ownership/kept.ts';
import { refOf, type ObjectId } from '../core/model/object-id.ts';
import { isOurs, type Owner } from '../core/ownership/ownership.ts';
import { isConflict } from '../kube/errors.ts';
import type { KubeClient } from '../kube/operations.ts';
import { servedRef } from '../kube/discovery/served-ref.ts';
import { errorOf } from './failures.ts';

/** What became of an object that nobody asks for any more. */
export type PruneResult =
  | { readonly id: ObjectId; readonly result: 'deleted' | 'notFound' }
  /** Kept on purpose, or not ours to delete. */
  | { readonly id: ObjectId; readonly result: 'skipped'; readonly why: string }
  /** Still there and still to be deleted: the next pass tries again. */
  | Pending
  /** We could not look, or were refused; the others were tried all the same. */
  | { readonly id: ObjectId; readonly result: 'failed'; readonly error: Error };

interface Pending {
  readonly id: ObjectId;
  readonly result: 'pending';
  readonly why: string;
  /** Somebody else's finalizers, where these are why. */
  readonly heldBy?: readonly string[];
}

type DeletionResult = { readonly result: 'deleted' } | Omit<Pending, 'id'>;

/** What pruning asks of an apiserver. */
export type PruneClient = Pick<KubeClient, 'discovery' | 'get' | 'delete'>;

/** What pruning works with. */
export interface PruneContext {
  readonly client: PruneClient;
  readonly owner: Owner;
  readonly signal: AbortSignal;
  /**
   * What runs pods goes only after its pods went. Everything else goes at once: to wait for dependents that cannot be
   * there costs half a minute for custom resources, which the garbage collector learns of so slowly.
   */
  readonly foreground?: true;
  /** Uids of objects without our label that are ours nevertheless: programs of the mesh made them. */
  readonly runtimeObjects?: ReadonlySet<string>;
}

/**
 * Deletes the objects behind the ids, side by side. The live object is read first: only one that carries our label and
 * was applied for this MeshInstall goes, and only exactly the one that was read. Resolves after the last answer.
 * @throws the signal's reason when it aborted
 */
export async function prune(context: PruneContext, ids: readonly ObjectId[]): Promise<PruneResult[]> {
  const results = await Promise.all(ids.map((id) => pruneOrFail(context, id)));
  context.signal.throwIfAborted();
  return results;
}

async function pruneOrFail(context: PruneContext, id: ObjectId): Promise<PruneResult> {
  try {
    return await pruneOne(context, id);
  } catch (error) {
    return { id, result: 'failed', error: errorOf(error) };
  }
}

async function pruneOne(context: PruneContext, id: ObjectId): Promise<PruneResult> {
  const { client, owner, signal, runtimeObjects } = context;
  const ref = await servedRef(client.discovery, refOf(id));
  if (isKept(ref)) return { id, result: 'skipped', why: 'is kept on purpose' };
  const live = await client.get(ref, { metadataOnly: true, signal });
  if (live === undefined) return { id, result: 'notFound' };
  const isRuntimeObject = live.metadata.uid !== undefined && runtimeObjects?.has(live.metadata.uid) === true;
  if (!isRuntimeObject && !isOurs(live, owner))
    return { id, result: 'skipped', why: 'no longer carries the label and owner of this mesh' };
  if (!isRuntimeObject && isControlled(live)) return { id, result: 'skipped', why: 'goes with what controls it' };
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
  if (deletionTimestamp !== undefined) return stillThere(live);
  const preconditions = uid === undefined ? {} : { uid };
  try {
    await client.delete(ref, {
      propagationPolicy: foreground === true && isPodOwner(live) ? 'Foreground' : 'Background',
      preconditions,
      signal,
    });
    return { result: 'deleted' };
  } catch (error) {
    // Deleted and created again since we read it: another object under the same name, for another pass to judge.
    if (isConflict(error)) return { result: 'pending', why: 'was replaced meanwhile' };
    throw error;
  }
}

/** Finalizers with which Kubernetes itself carries out a delete. */
const KUBERNETES_FINALIZERS: ReadonlySet<string> = new Set(['foregroundDeletion', 'orphan']);

function stillThere({ metadata: { finalizers = [] } }: Manifest): DeletionResult {
  const heldBy = finalizers.filter((finalizer) => !KUBERNETES_FINALIZERS.has(finalizer));
  if (heldBy.length === 0) return { result: 'pending', why: 'is being deleted' };
  return { result: 'pending', why: `is held by finalizer ${heldBy.join(', ')}`, heldBy };
}
