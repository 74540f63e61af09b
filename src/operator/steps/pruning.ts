import { bindingsOf } from '../../core/deletion/steps.ts';
import { WEBHOOK_BACKENDS } from '../../core/readiness/functional-checks.ts';
import { idOf, identityOf, refOf, type ObjectId } from '../../core/model/object-id.ts';
import type { Owner } from '../../core/ownership/ownership.ts';
import { prune, type PruneResult } from '../../engine/prune.ts';
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
  const results = [
    ...(await pruneIds(pass, owner, means)),
    ...(await pruneWebhooks(pass, owner, webhooks, made)),
    ...(await pruneIds(pass, owner, rest)),
  ];
  recordKept(pass, results);
  return results.filter(({ id, result }) => result === 'pending' && ids.includes(id)).map(({ id }) => id);
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
): Promise<PruneResult[]> {
  return pruneIds(pass, owner, [...new Set([...ids, ...made.map(({ live }) => idOf(live))])], uidsOf(made));
}

/** True for ids of webhook configurations. */
const isWebhook = (id: ObjectId): boolean => WEBHOOK_BACKENDS[refOf(id).kind] !== undefined;

async function pruneIds(
  pass: PassContext,
  owner: Owner,
  ids: readonly ObjectId[],
  made: ReadonlySet<string> = new Set(),
): Promise<PruneResult[]> {
  if (ids.length === 0) return [];
  const results = await prune({ client: pass.client, owner, signal: pass.signal, made }, ids);
  for (const result of results) recordPruned(pass, result);
  return results;
}

function recordPruned(pass: PassContext, result: PruneResult): void {
  const { kind, namespace, name } = refOf(result.id);
  const what = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
  pass.log.info({ object: what, result: result.result }, 'pruned');
  if (result.result === 'deleted')
    pass.recordEvent(pass.install, { type: 'Normal', reason: 'Pruned', message: `${what} deleted` });
}

/** One Event for all that stays: a hop between releases leaves dozens of CRDs behind. */
function recordKept(pass: PassContext, results: readonly PruneResult[]): void {
  const kept = results.filter(({ result }) => result === 'skipped').map(({ id }) => refOf(id));
  if (kept.length === 0) return;
  const kinds = [...Map.groupBy(kept, ({ kind }) => kind)];
  const message = kinds.map(([kind, refs]) => `${kind} ${refs.map(({ name }) => name).join(', ')}`).join('; ');
  pass.recordEvent(pass.install, {
    type: 'Normal',
    reason: 'Kept',
    message: `no longer asked for, and kept: ${message}`,
  });
}
