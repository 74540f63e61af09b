import type { Manifest } from '../../api/manifest.ts';
import { digestOf } from '../../core/model/digest.ts';
import { isPodOwner } from '../../core/model/workloads.ts';
import { healthOf } from '../../core/readiness/health.ts';
import { union } from '../../core/model/inventory.ts';
import { describeObject, refOf, type ObjectId } from '../../core/model/object-id.ts';
import type { Owner } from '../../core/ownership/ownership.ts';
import { withRememberedReplicas } from '../../core/ownership/autoscaling.ts';
import { workloadSpec } from '../../core/model/selector.ts';
import type { Change } from '../../engine/apply.ts';
import { orphan, type OrphanContext } from '../../engine/orphan.ts';
import type { KubeClient } from '../../kube/operations.ts';
import type { LiveCache } from '../caches/live-cache.ts';
import { writeStatus, type StatusContext } from '../pass/status-writer.ts';
import { latestOf } from '../pass/write-install.ts';
import type { Subject } from '../pass/subject.ts';

/** What replacing works with. */
export type ReplacementContext = Subject &
  StatusContext & { readonly client: OrphanContext['client'] & Pick<KubeClient, 'get'> };

/** True when the Deployment cannot become what we want: its selector is immutable and another one. */
export function needsReplacement({ object, live }: Change): boolean {
  if (object.kind !== 'Deployment' || live === undefined) return false;
  const { selector, template } = workloadSpec(object);
  return template !== undefined && digestOf(selector) !== digestOf(workloadSpec(live).selector);
}

/**
 * Takes Deployments away without their pods, so that the next pass can recreate them. The old pods serve until
 * the new ones are ready; then their ReplicaSets are pruned as whatever nobody asks for any more.
 * @returns what is missing until then, one sentence each
 */
export async function replace(pass: ReplacementContext, owner: Owner, changes: readonly Change[]): Promise<string[]> {
  const { client, signal, install } = pass;
  for (const { live } of changes) {
    if (live === undefined || live.metadata.deletionTimestamp !== undefined) continue;
    const record = async (ids: readonly string[]): Promise<void> => {
      const { status = {} } = latestOf(pass);
      await writeStatus(pass, { ...status, inventory: union(status.inventory ?? [], ids) });
    };
    await orphan({ client, owner, signal, record }, live);
    const message = `${describeObject(live)} is being recreated, because its selector changes; its pods stay until then`;
    pass.log.info({ object: describeObject(live) }, 'replacing');
    pass.recordEvent(install, { type: 'Normal', reason: 'Replaced', message });
  }
  return changes.map(({ object }) => `${describeObject(object)}: is being recreated`);
}

/**
 * The changes, where a Deployment that was recreated begins with as many pods as the one before it. Asks the cluster
 * only while pods of one that was taken away are left.
 */
export async function beginningAsBefore(
  pass: ReplacementContext,
  changes: readonly Change[],
): Promise<readonly Change[]> {
  const { client, signal } = pass;
  const isNew = ({ object, live }: Change): boolean => live === undefined && object.kind === 'Deployment';
  const inventory = latestOf(pass).status?.inventory ?? [];
  const ids = changes.some(isNew) ? inventory.filter(isReplicaSet) : [];
  if (ids.length === 0) return changes;
  const answers = await Promise.all(ids.map((id) => client.get(refOf(id), { metadataOnly: true, signal })));
  const left = answers.filter((answer) => answer !== undefined);
  return changes.map((change) => {
    const initial = isNew(change) ? withRememberedReplicas(change.object, left) : undefined;
    return initial === undefined ? change : { ...change, initial };
  });
}

const isReplicaSet = (id: ObjectId): boolean => refOf(id).kind === 'ReplicaSet';

/** Those of the ids whose pods serve until the Deployments that were recreated do. */
export function stillServing(
  { cache }: { readonly cache: Pick<LiveCache, 'live'> },
  manifests: readonly Manifest[],
  ids: readonly ObjectId[],
): ObjectId[] {
  const isReady = manifests.filter(isPodOwner).every((manifest) => healthOf(cache.live(manifest)).state === 'Current');
  return isReady ? [] : ids.filter(isReplicaSet);
}
