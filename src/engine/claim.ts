import type { Manifest } from '../api/manifest.ts';
import { claimOf } from '../core/adoption.ts';
import { idOf, refOf } from '../core/object-id.ts';
import { OWNER_ANNOTATION, type Owner } from '../core/ownership.ts';
import { ADOPTION_MANAGER, isUntracked, managedFieldsAfterTakeover } from '../core/takeover.ts';
import { isConflict, isInvalid } from '../kube/errors.ts';
import type { KubeClient } from '../kube/operations.ts';

/** What claiming works with. */
export interface ClaimContext {
  readonly client: KubeClient;
  readonly signal: AbortSignal;
}

/**
 * Makes an object that exists ours without changing what it does: one small write, for exactly the object that was
 * read. Afterwards it is applied like any other.
 * @returns the object as it is now; undefined when it is gone
 */
export function claim(context: ClaimContext, manifest: Manifest, owner: Owner): Promise<Manifest | undefined> {
  const read = (): Promise<Manifest | undefined> => tracked(context, manifest, owner);
  return patchSeen(context, read, (live) => claimOf(manifest, live, owner));
}

/** Whoever made an object holds fields of it still. What they hold and we do not send goes with our next apply. */
export async function takeOver(context: ClaimContext, manifest: Manifest): Promise<void> {
  const { client, signal } = context;
  const read = (): Promise<Manifest | undefined> => client.get(refOf(idOf(manifest)), { signal });
  await patchSeen(context, read, (live) => {
    const value = managedFieldsAfterTakeover(live, manifest);
    return value === undefined ? [] : [{ op: 'replace', path: '/metadata/managedFields', value }];
  });
}

/** Status changes of busy objects come between reading and writing; more often than this, the next pass tries. */
const TRIES = 4;

/** Reads an object and patches it only if it is still as it was read. */
async function patchSeen(
  { client, signal }: ClaimContext,
  read: () => Promise<Manifest | undefined>,
  patchOf: (live: Manifest) => object[],
): Promise<Manifest | undefined> {
  for (let left = TRIES; ; left--) {
    const live = await read();
    const patch = live === undefined ? [] : patchOf(live);
    if (live === undefined || patch.length === 0) return live;
    const seen = { op: 'test', path: '/metadata/resourceVersion', value: live.metadata.resourceVersion };
    try {
      return await client.patch(refOf(idOf(live)), [seen, ...patch], {
        type: 'json',
        fieldManager: ADOPTION_MANAGER,
        signal,
      });
    } catch (error) {
      // A JSON patch whose test fails is Invalid; a write in the same moment is a Conflict.
      if (left <= 1 || !(isConflict(error) || isInvalid(error))) throw error;
    }
  }
}

/**
 * The live object with an account of who set which field. One from before there was such an account gets it with the
 * first server-side apply, which is told as little as possible.
 */
async function tracked(
  { client, signal }: ClaimContext,
  manifest: Manifest,
  owner: Owner,
): Promise<Manifest | undefined> {
  const live = await client.get(refOf(idOf(manifest)), { signal });
  if (live === undefined || !isUntracked(live)) return live;
  const { apiVersion, kind, metadata } = manifest;
  const { name, namespace } = metadata;
  const annotations = { [OWNER_ANNOTATION]: owner.uid };
  const least = { apiVersion, kind, metadata: { name, ...(namespace !== undefined && { namespace }), annotations } };
  return client.apply(least, { fieldManager: ADOPTION_MANAGER, force: true, signal });
}
