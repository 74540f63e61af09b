import type { Manifest } from '../api/manifest.ts';
import { idOf, refOf } from '../core/model/object-id.ts';
import { isConflict, isInvalid } from '../kube/errors.ts';
import type { KubeClient } from '../kube/operations.ts';

/** Who patches, and with what. */
export interface PatchContext {
  readonly client: Pick<KubeClient, 'patch'>;
  readonly fieldManager: string;
  readonly signal: AbortSignal;
}

/** Status changes of busy objects come between reading and writing; more often than this, the next pass tries. */
const TRIES = 4;

/**
 * Reads an object and sends a JSON patch that holds only if it is still as it was read.
 * @param patchOf nothing to do is an empty patch, and sends none
 * @returns the object as it is now; undefined when it is gone
 */
export async function patchIfUnchanged(
  { client, fieldManager, signal }: PatchContext,
  read: () => Promise<Manifest | undefined>,
  patchOf: (live: Manifest) => object[],
): Promise<Manifest | undefined> {
  for (let left = TRIES; ; left--) {
    const live = await read();
    const patch = live === undefined ? [] : patchOf(live);
    if (live === undefined || patch.length === 0) return live;
    const seen = { op: 'test', path: '/metadata/resourceVersion', value: live.metadata.resourceVersion };
    try {
      return await client.patch(refOf(idOf(live)), [seen, ...patch], { type: 'json', fieldManager, signal });
    } catch (error) {
      // A JSON patch whose test fails is Invalid; a write in the same moment is a Conflict.
      if (left <= 1 || !(isConflict(error) || isInvalid(error))) throw error;
    }
  }
}
