import { FIELD_MANAGER } from '../api/meshinstall.ts';
import { LABELS } from '../api/components.ts';
import type { Manifest, ObjectRef } from '../api/manifest.ts';
import { idOf, refOf, type ObjectId } from '../core/model/object-id.ts';
import { OWNER_ANNOTATION, type Owner } from '../core/ownership/ownership.ts';
import { rememberedBy } from '../core/ownership/autoscaling.ts';
import { workloadSpec } from '../core/model/selector.ts';
import { isConflict } from '../kube/errors.ts';
import type { KubeClient } from '../kube/operations.ts';

const REPLICA_SET = { apiVersion: 'apps/v1', kind: 'ReplicaSet' };

/** What orphaning works with. */
export interface OrphanContext {
  readonly client: Pick<KubeClient, 'list' | 'patch' | 'delete'>;
  readonly owner: Owner;
  readonly signal: AbortSignal;
  /** Notes what will be ours, before it is. */
  readonly record: (ids: readonly ObjectId[]) => Promise<void>;
}

/**
 * Deletes a Deployment and leaves its ReplicaSets with their pods, marked as ours so that pruning finds them, and with
 * how many pods there were. Done again after it was cut short, it goes on where it was.
 */
export async function orphan({ client, owner, signal, record }: OrphanContext, live: Manifest): Promise<void> {
  const ids = await replicaSetsOf(client, live, signal);
  await record(ids);
  const annotations = { [OWNER_ANNOTATION]: owner.uid, ...rememberedBy(live) };
  const metadata = { labels: { [LABELS.mesh]: owner.mesh }, annotations };
  const options = { type: 'merge', fieldManager: FIELD_MANAGER, signal } as const;
  await Promise.all(ids.map((id) => client.patch(refOf(id), { metadata }, options)));
  const { uid } = live.metadata;
  const preconditions = uid === undefined ? {} : { uid };
  try {
    await client.delete(refTo(live), { propagationPolicy: 'Orphan', preconditions, signal });
  } catch (error) {
    // Somebody replaced it since we read it: another Deployment, for another pass to judge.
    if (!isConflict(error)) throw error;
  }
}

const refTo = (live: Manifest): ObjectRef => refOf(idOf(live));

async function replicaSetsOf(
  client: OrphanContext['client'],
  live: Manifest,
  signal: AbortSignal,
): Promise<ObjectId[]> {
  const { namespace = '', uid } = live.metadata;
  const { matchLabels = {} } = workloadSpec(live).selector ?? {};
  const labelSelector = Object.entries(matchLabels)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
  const { items } = await client.list(REPLICA_SET, { namespace, labelSelector, metadataOnly: true, signal });
  const owned = items.filter(({ metadata }) => metadata.ownerReferences?.some((reference) => reference.uid === uid));
  return owned.map(({ metadata }) => idOf({ ...REPLICA_SET, namespace, name: metadata.name }));
}
