import { bindingsOf } from '../../core/deletion/steps.ts';
import { WEBHOOK_BACKENDS } from '../../core/readiness/functional-checks.ts';
import { idOf, identityOf, refOf, type ObjectId } from '../../core/model/object-id.ts';
import type { Owner } from '../../core/ownership/ownership.ts';
import { prune, type Fate } from '../../engine/prune.ts';
import type { Desired, PassContext } from '../pass/context.ts';
import { abandoned, makersOf, uidsOf, type Made } from './runtime-objects.ts';

/**
 * Deletes what nobody asks for any more: first what lets programs make objects, then webhooks with what those programs
 * made, then the rest. A webhook that fails closed must not outlive what answers it.
 * @param made what programs of the mesh made, to go too
 * @returns the ids that stay in the inventory: still being deleted, to be looked at again
 */
export async function pruneStale(
  pass: PassContext,
  owner: Owner,
  ids: readonly ObjectId[],
  made: readonly Made[],
): Promise<ObjectId[]> {
  const makers = makersOf(made);
  const bindings = bindingsOf(makers, pass.cache.owned(pass.install.metadata.name));
  const means = ids.filter((id) => bindings.has(identityOf(refOf(id))));
  const webhooks = ids.filter(isWebhook);
  const rest = ids.filter((id) => !means.includes(id) && !webhooks.includes(id));
  const fates = [
    ...(await pruneIds(pass, owner, means)),
    ...(await pruneWebhooks(pass, owner, webhooks, made)),
    ...(await pruneIds(pass, owner, rest)),
  ];
  tellKept(pass, fates);
  return fates.filter(({ id, fate }) => fate === 'left' && ids.includes(id)).map(({ id }) => id);
}

/**
 * Deletes webhooks that nobody asks for any more, before anything else changes: they would refuse what comes next as
 * soon as nobody answers them. They stay in the inventory until the rest of what is stale goes.
 */
export async function pruneUnanswered(
  pass: PassContext,
  owner: Owner,
  desired: Pick<Desired, 'manifests' | 'selfMade'>,
  unwanted: readonly ObjectId[],
): Promise<void> {
  const there = new Set(pass.cache.owned(pass.install.metadata.name).map(identityOf));
  const webhooks = unwanted.filter((id) => isWebhook(id) && there.has(identityOf(refOf(id))));
  await pruneWebhooks(pass, owner, webhooks, abandoned(pass, desired));
}

/** Deletes webhook configurations of ours, and what programs of the mesh made. */
async function pruneWebhooks(
  pass: PassContext,
  owner: Owner,
  ids: readonly ObjectId[],
  made: readonly Made[],
): Promise<Fate[]> {
  return pruneIds(pass, owner, [...new Set([...ids, ...made.map(({ live }) => idOf(live))])], uidsOf(made));
}

/** True for ids of webhook configurations. */
const isWebhook = (id: ObjectId): boolean => WEBHOOK_BACKENDS[refOf(id).kind] !== undefined;

async function pruneIds(
  pass: PassContext,
  owner: Owner,
  ids: readonly ObjectId[],
  made: ReadonlySet<string> = new Set(),
): Promise<Fate[]> {
  if (ids.length === 0) return [];
  const fates = await prune({ client: pass.client, owner, signal: pass.signal, made }, ids);
  for (const fate of fates) told(pass, fate);
  return fates;
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
