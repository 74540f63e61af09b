import type { Manifest } from '../api/manifest.ts';
import { claimOf, editedTemplate, sentWithClaim } from '../core/ownership/adoption.ts';
import { idOf, refOf } from '../core/model/object-id.ts';
import { OWNER_ANNOTATION, type Owner } from '../core/ownership/ownership.ts';
import { isUntracked, managedFieldsAfterTakeover } from '../core/ownership/takeover.ts';
import { ADOPTION_MANAGER } from '../api/meshinstall.ts';
import type { KubeClient } from '../kube/operations.ts';
import { patchIfUnchanged } from './patch-if-unchanged.ts';

/** What claiming works with. */
export interface ClaimContext {
  readonly client: Pick<KubeClient, 'get' | 'apply' | 'patch'>;
  readonly signal: AbortSignal;
}

/**
 * Makes an object that exists ours without changing what it does: one small write, for exactly the object that was
 * read. Afterwards it is applied like any other.
 * @returns the object as it is now; undefined when it is gone
 */
export function claim(context: ClaimContext, manifest: Manifest, owner: Owner): Promise<Manifest | undefined> {
  const read = (): Promise<Manifest | undefined> => tracked(context, manifest, owner);
  return patchIfUnchanged(adopting(context), read, (live) => claimOf(manifest, live, owner));
}

const adopting = (context: ClaimContext) => ({ ...context, fieldManager: ADOPTION_MANAGER });

/** Whoever made an object holds fields of it still. What they hold and we do not send goes with our next apply. */
export async function takeOver(context: ClaimContext, manifest: Manifest): Promise<void> {
  const { client, signal } = context;
  const read = (): Promise<Manifest | undefined> => client.get(refOf(idOf(manifest)), { signal });
  await patchIfUnchanged(adopting(context), read, (live) => {
    const value = managedFieldsAfterTakeover(live, manifest);
    return value === undefined ? [] : [{ op: 'replace', path: '/metadata/managedFields', value }];
  });
}

/** Restores a pod template that was kept, and edited since. Does nothing where it still is. */
export async function restorePreserved(context: ClaimContext, manifest: Manifest): Promise<void> {
  const { client, signal } = context;
  const read = (): Promise<Manifest | undefined> => client.get(refOf(idOf(manifest)), { signal });
  await patchIfUnchanged(adopting(context), read, (live) => {
    const edited = editedTemplate(manifest, live);
    return edited === undefined ? [] : [{ op: 'replace', path: '/spec/template', value: edited.kept }];
  });
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
  const id = { apiVersion, kind, metadata: { name, ...(namespace !== undefined && { namespace }), annotations } };
  return client.apply({ ...id, ...sentWithClaim(manifest) }, { fieldManager: ADOPTION_MANAGER, force: true, signal });
}
