import type { MeshInstall } from '../../api/meshinstall.ts';
import { isStopover, type PassResult } from '../../core/pass/result.ts';
import type { Lasted } from '../../core/model/observation.ts';
import { nextDeadlineMs } from '../../core/status/waits.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { LiveCache } from '../caches/live-cache.ts';
import type { PodProblems } from '../caches/pod-problems.ts';
import { nextRestartMs } from '../steps/data-plane.ts';
import type { Establishment } from '../steps/establishment.ts';
import type { Result } from './context.ts';
import { latestOf } from '../pass/write-install.ts';
import type { Ages } from '../pass/ages.ts';
import type { DeletionResult } from './delete-pass.ts';
import type { Subject } from '../pass/subject.ts';

/** However quiet the cluster, look again: certificates age without an event. */
const RESYNC_MS = 10 * 60_000;

/** Objects of others are not followed: whether they are gone has to be asked. */
const CONFLICT_MS = 10_000;
const UNWATCHED_REASONS: ReadonlySet<string> = new Set(['OwnershipConflict', 'VersionMismatch']);

/**
 * No event tells when a request that was refused would be taken, or when something of others lets go: while anything is
 * left of a mesh that is being deleted, it is tried again.
 */
const DELETION_MS = 10_000;

interface RequeueContext extends Pick<Subject, 'install'> {
  readonly cache: Pick<LiveCache, 'install'>;
  readonly podProblems: Pick<PodProblems, 'nextLookMs'>;
  readonly establishment: Pick<Establishment, 'nextLookMs'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly ages: Pick<Ages, 'lasted'>;
}

/** When to look again by ourselves, in milliseconds; undefined when there is nothing left to look at. */
export function requeueAfter(pass: RequeueContext, result: Result | undefined): number | undefined {
  if (result === undefined) return undefined;
  return 'deletion' in result ? afterDeletion(result) : afterPass(pass, result);
}

const afterDeletion = ({ remainingMs }: DeletionResult): number | undefined =>
  remainingMs === undefined ? undefined : Math.min(remainingMs, DELETION_MS);

function afterPass(pass: RequeueContext, result: PassResult): number {
  const { outcome } = result;
  const { status } = latestOf(pass);
  if (outcome.kind === 'rejected' && UNWATCHED_REASONS.has(outcome.reason)) return CONFLICT_MS;
  if (isStopover(result) || status?.failure?.outcome !== pass.install.status?.failure?.outcome) return 0;
  const wait = Math.min(
    deadlineMs(pass, result, status),
    nextRestartMs(result.restart),
    result.desired === undefined ? Infinity : pass.podProblems.nextLookMs(pass.install.metadata.name),
    pass.establishment.nextLookMs(pass.install.metadata.name),
  );
  return wait > 0 ? Math.min(wait, RESYNC_MS) : RESYNC_MS;
}

/** In how many milliseconds something becomes true that no event tells. */
function deadlineMs(
  { ages, clock, install }: RequeueContext,
  { outcome, desired }: PassResult,
  status: MeshInstall['status'],
): number {
  if (outcome.kind === 'blocked') return (outcome.hold.until ?? Infinity) - clock.now();
  const lasted: Lasted = (what, since) => ages.lasted(install.metadata.name, what, since);
  return desired === undefined ? Infinity : nextDeadlineMs(status?.waitingFor ?? [], desired.spec, lasted);
}
