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
