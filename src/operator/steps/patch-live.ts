import type { Manifest } from '../../api/manifest.ts';
import { FIELD_MANAGER } from '../../api/meshinstall.ts';
import { idOf, refOf } from '../../core/model/object-id.ts';
import { isNotFound } from '../../kube/errors.ts';
import type { KubeClient } from '../../kube/operations.ts';
import type { LiveCache } from '../caches/live-cache.ts';
import type { Subject } from '../pass/subject.ts';

/** What patching an object needs. */
export type PatchContext = Pick<Subject, 'signal'> & {
  readonly client: Pick<KubeClient, 'patch'>;
  readonly cache: Pick<LiveCache, 'wrote'>;
};

/** Merges something into an object of ours that was there a moment ago. @returns false when it is gone */
export async function patchLive(
  { client, cache, signal }: PatchContext,
  live: Manifest,
  body: object,
): Promise<boolean> {
  try {
    cache.wrote(await client.patch(refOf(idOf(live)), body, { type: 'merge', fieldManager: FIELD_MANAGER, signal }));
    return true;
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return false;
  }
}
