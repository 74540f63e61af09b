import type { Manifest, ObjectRef } from '../../api/manifest.ts';
import { identityOf, refOf, type ObjectId } from './object-id.ts';

const byIdentity = (ids: readonly ObjectId[]): Map<string, ObjectId> =>
  new Map(ids.map((id) => [identityOf(refOf(id)), id]));

/** Old and new together, sorted; where both hold the same object in two API versions, the new id wins. */
export function union(old: readonly ObjectId[], wanted: readonly ObjectId[]): ObjectId[] {
  return [...new Map([...byIdentity(old), ...byIdentity(wanted)]).values()].sort();
}

/** Ids of `old` whose objects are not in `wanted`, in whatever API version. */
export function stale(old: readonly ObjectId[], wanted: readonly ObjectId[]): ObjectId[] {
  const keep = byIdentity(wanted);
  return old.filter((id) => !keep.has(identityOf(refOf(id))));
}

/** True when both hold the same ids. */
export function sameInventory(a: readonly ObjectId[], b: readonly ObjectId[]): boolean {
  return a.length === b.length && [...a].sort().every((id, i) => id === [...b].sort()[i]);
}

/**
 * Kinds that reconcile, upgrade and prune never delete: what hangs on them is the user's. Deleting a CRD deletes every
 * resource of its kind, deleting a Namespace everything in it, and the CA's Secret is the root of all trust.
 */
const KEPT_KINDS: ReadonlySet<string> = new Set([
  '/Namespace',
  'apiextensions.k8s.io/CustomResourceDefinition',
  '/Secret',
  '/PersistentVolumeClaim',
]);

/** True for objects that are kept even when nothing asks for them any more. */
export function isKept(object: Manifest | ObjectRef): boolean {
  return KEPT_KINDS.has(identityOf(object).split('/', 2).join('/'));
}
