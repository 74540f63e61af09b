import type { ObjectId } from '../core/object-id.ts';
import { refOf } from '../core/object-id.ts';
import type { Owner } from '../core/ownership.ts';
import { prune, type Fate } from '../engine/prune.ts';
import type { PassContext } from './context.ts';

/**
 * Deletes what nobody asks for any more.
 * @returns the ids that stay in the inventory: still being deleted, to be looked at again
 */
export async function pruneStale(pass: PassContext, owner: Owner, ids: readonly ObjectId[]): Promise<ObjectId[]> {
  if (ids.length === 0) return [];
  const fates = await prune({ client: pass.client, owner, signal: pass.signal }, ids);
  for (const fate of fates) told(pass, fate);
  tellKept(pass, fates);
  return fates.filter(({ fate }) => fate === 'left').map(({ id }) => id);
}

function told(pass: PassContext, fate: Fate): void {
  const { kind, namespace, name } = refOf(fate.id);
  const what = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
  pass.log.info({ object: what, fate: fate.fate }, 'pruned');
  if (fate.fate === 'deleted')
    pass.tell(pass.install, { type: 'Normal', reason: 'Pruned', message: `${what} deleted` });
}

/** One Event for all that stays: a hop between releases leaves dozens of CRDs behind. */
function tellKept(pass: PassContext, fates: readonly Fate[]): void {
  const kept = fates.filter(({ fate }) => fate === 'kept').map(({ id }) => refOf(id));
  if (kept.length === 0) return;
  const kinds = [...Map.groupBy(kept, ({ kind }) => kind)];
  const message = kinds.map(([kind, refs]) => `${kind} ${refs.map(({ name }) => name).join(', ')}`).join('; ');
  pass.tell(pass.install, { type: 'Normal', reason: 'Kept', message: `no longer asked for, and kept: ${message}` });
}
