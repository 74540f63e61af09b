import type { Manifest } from '../../api/manifest.ts';
import { inClaimOrder } from '../../core/ownership/adoption.ts';
import { describeOtherReleases, otherReleases } from '../../core/ownership/found-release.ts';
import { isPodOwner } from '../../core/model/workloads.ts';
import { describeObject, idOf, refOf } from '../../core/model/object-id.ts';
import type { OwnershipConflict, Owner } from '../../core/ownership/ownership.ts';
import type { PassOutcome } from '../../core/status/pass-outcome.ts';
import { claim } from '../../engine/claim.ts';
import type { Desired, PassContext } from '../pass/context.ts';

/** A mesh of another release is not taken over: its pods would be exchanged all at once. */
export async function releaseRefusal(
  { client, signal }: PassContext,
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
 */
export async function adopt(pass: PassContext, owner: Owner, found: readonly OwnershipConflict[]): Promise<void> {
  if (found.length === 0) return;
  const { client, signal } = pass;
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
  const failure = claims.find((outcome) => outcome.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}

function recordAdopted(
  { install, recordEvent }: PassContext,
  found: readonly OwnershipConflict[],
  count: number,
): void {
  const owners = [...new Set(found.map(({ owner }) => owner))].sort().join(', ');
  const message = `${count} objects taken over from ${owners}; pods stay as they are until a setting or the version changes`;
  recordEvent(install, { type: 'Normal', reason: 'Adopted', message });
}
