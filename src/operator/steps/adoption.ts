import type { Manifest } from '../../api/manifest.ts';
import { inClaimOrder } from '../../core/ownership/adoption.ts';
import { describeOtherReleases, otherReleases } from '../../core/ownership/found-release.ts';
import { isPodOwner } from '../../core/model/workloads.ts';
import { describeObject, idOf, refOf } from '../../core/model/object-id.ts';
import type { OwnershipConflict } from '../../core/ownership/ownership.ts';
import { amountOf } from '../../core/model/wording.ts';
import type { PassOutcome } from '../../core/pass/outcome.ts';
import { claim, type ClaimContext } from '../../engine/claim.ts';
import { asOneError, failuresOf } from '../../engine/failures.ts';
import type { KubeClient } from '../../kube/operations.ts';
import type { LiveCache } from '../caches/live-cache.ts';
import type { Desired } from '../pass/desired.ts';
import { ownerOf, type EventTeller, type Subject } from '../pass/subject.ts';

/** What taking over works with. */
export interface AdoptionContext extends Subject, EventTeller {
  readonly client: ClaimContext['client'] & Pick<KubeClient, 'get'>;
  readonly cache: Pick<LiveCache, 'wrote'>;
}

/** A mesh of another release is not taken over: its pods would be exchanged all at once. */
export async function releaseRefusal(
  { client, signal }: AdoptionContext,
  { spec }: Desired,
  found: readonly OwnershipConflict[],
): Promise<PassOutcome | undefined> {
  const workloads = found.map(({ object }) => object).filter(isPodOwner);
  const pairs = await Promise.all(
    workloads.map(async (manifest) => ({ manifest, live: await client.get(refOf(idOf(manifest)), { signal }) })),
  );
  const there = pairs.flatMap(({ manifest, live }) => (live === undefined ? [] : [{ manifest, live }]));
  const others = otherReleases(there, spec.version);
  if (others.length === 0) return undefined;
  return { kind: 'rejected', reason: 'VersionMismatch', message: describeOtherReleases(others, spec.version) };
}

/**
 * Takes over what is there, all of it before anything is applied: an apply that does not know whose an object was
 * would restart its pods. Done again, it does nothing; cut short, it goes on where it was.
 * @throws what failed, all of it, when all were tried
 */
export async function adopt(pass: AdoptionContext, found: readonly OwnershipConflict[]): Promise<void> {
  if (found.length === 0) return;
  const { client, signal } = pass;
  const owner = ownerOf(pass.install);
  const claims: PromiseSettledResult<Manifest | undefined>[] = [];
  for (const group of inClaimOrder(found, ({ object }) => object.kind)) {
    claims.push(...(await Promise.allSettled(group.map(({ object }) => claim({ client, signal }, object, owner)))));
  }
  const claimed = claims.flatMap((outcome) => (outcome.status === 'fulfilled' ? (outcome.value ?? []) : []));
  for (const object of claimed) {
    pass.cache.wrote(object);
    pass.log.info({ object: describeObject(object) }, 'taken over');
  }
  if (claimed.length > 0) recordAdopted(pass, found, claimed.length);
  const failures = failuresOf(claims);
  if (failures.length > 0) throw asOneError(failures);
}

function recordAdopted(
  { install, recordEvent }: AdoptionContext,
  found: readonly OwnershipConflict[],
  count: number,
): void {
  const owners = [...new Set(found.map(({ owner }) => owner))].sort().join(', ');
  const message = `${amountOf(count, 'object')} taken over from ${owners}; pods stay as they are until a setting or the version changes`;
  recordEvent(install, { type: 'Normal', reason: 'Adopted', message });
}
