import { bindingsOf } from '../../core/deletion/steps.ts';
import { WEBHOOK_BACKENDS } from '../../core/readiness/functional-checks.ts';
import { idOf, identityOf, refOf, type ObjectId } from '../../core/model/object-id.ts';
import { asOneError } from '../../engine/failures.ts';
import { prune, type PruneClient, type PruneResult } from '../../engine/prune.ts';
import type { Desired } from '../pass/desired.ts';
import { ownerOf, type EventTeller, type Subject } from '../pass/subject.ts';
import {
  abandoned,
  creatorsOf,
  uidsOf,
  type LiveRuntimeObject,
  type RuntimeObjectsContext,
} from './runtime-objects.ts';

/** What pruning works with. */
export type PruningContext = Subject & EventTeller & RuntimeObjectsContext & { readonly client: PruneClient };

/**
 * Deletes what nobody asks for any more: first what lets programs make objects, then webhooks with what those programs
 * made, then the rest. A webhook that fails closed must not outlive what answers it.
 * @param runtimeObjects what programs of the mesh made, to go too
 * @returns the ids that stay in the inventory: still being deleted, to be looked at again
 * @throws what failed, all of it, when all of a kind were tried: what is to go after it then stays
 */
export async function pruneStale(
  pass: PruningContext,
  ids: readonly ObjectId[],
  runtimeObjects: readonly LiveRuntimeObject[],
): Promise<ObjectId[]> {
  const creators = creatorsOf(runtimeObjects);
  const bindings = bindingsOf(creators, pass.cache.owned(pass.install.metadata.name));
  const means = ids.filter((id) => bindings.has(identityOf(refOf(id))));
  const webhooks = ids.filter(isWebhook);
  const rest = ids.filter((id) => !means.includes(id) && !webhooks.includes(id));
  const results = [
    ...(await pruneIds(pass, means)),
    ...(await pruneWebhooks(pass, webhooks, runtimeObjects)),
    ...(await pruneIds(pass, rest)),
  ];
  recordKept(pass, results);
  return results.filter(({ id, result }) => result === 'pending' && ids.includes(id)).map(({ id }) => id);
}

/**
 * Deletes webhooks that nobody asks for any more, before anything else changes: they would refuse what comes next as
 * soon as nobody answers them. They stay in the inventory until the rest of what is stale goes.
 */
export async function pruneUnanswered(
  pass: PruningContext,
  desired: Pick<Desired, 'manifests' | 'runtimeObjects'>,
  unwanted: readonly ObjectId[],
): Promise<void> {
  const there = new Set(pass.cache.owned(pass.install.metadata.name).map(identityOf));
  const webhooks = unwanted.filter((id) => isWebhook(id) && there.has(identityOf(refOf(id))));
  await pruneWebhooks(pass, webhooks, abandoned(pass, desired));
}

/** Deletes webhook configurations of ours, and what programs of the mesh made. */
async function pruneWebhooks(
  pass: PruningContext,
  ids: readonly ObjectId[],
  runtimeObjects: readonly LiveRuntimeObject[],
): Promise<PruneResult[]> {
  return pruneIds(
    pass,
    [...new Set([...ids, ...runtimeObjects.map(({ live }) => idOf(live))])],
    uidsOf(runtimeObjects),
  );
}

/** True for ids of webhook configurations. */
const isWebhook = (id: ObjectId): boolean => WEBHOOK_BACKENDS[refOf(id).kind] !== undefined;

async function pruneIds(
  pass: PruningContext,
  ids: readonly ObjectId[],
  runtimeObjects: ReadonlySet<string> = new Set(),
): Promise<PruneResult[]> {
  if (ids.length === 0) return [];
  const results = await prune(
    { client: pass.client, owner: ownerOf(pass.install), signal: pass.signal, runtimeObjects },
    ids,
  );
  for (const result of results) recordPruned(pass, result);
  const failures = results.flatMap((one) => (one.result === 'failed' ? [one.error] : []));
  if (failures.length > 0) throw asOneError(failures);
  return results;
}

function recordPruned(pass: PruningContext, result: PruneResult): void {
  const { kind, namespace, name } = refOf(result.id);
  const what = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
  pass.log.info({ object: what, result: result.result }, 'pruned');
  if (result.result === 'deleted')
    pass.recordEvent(pass.install, { type: 'Normal', reason: 'Pruned', message: `${what} deleted` });
}

/** One Event for all that stays: a hop between releases leaves dozens of CRDs behind. */
function recordKept(pass: PruningContext, results: readonly PruneResult[]): void {
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
