import type { Clock } from '../../runtime/clock.ts';
import { LeaseLock, type LeaseLockOptions } from './lease.ts';

export interface LeaderElectionOptions extends Omit<LeaseLockOptions, 'durationMs'> {
  /** How long a leader that fell silent is respected. @default 15 s */
  leaseDurationMs?: number;
  /** A leader that could not renew for this long steps down; shorter than the lease. @default 10 s */
  renewDeadlineMs?: number;
  /** Time between two tries. @default 2 s */
  retryPeriodMs?: number;
  /** Told whenever another candidate is seen to lead. */
  onLeader?: (identity: string) => void;
  /** Told of failed tries; they are repeated. */
  onError?: (error: unknown) => void;
}

/** We could not renew the Lease in time: somebody else may lead by now. */
export class LeadershipLostError extends Error {
  override readonly name = 'LeadershipLostError';
}

/**
 * Waits until we lead, then runs `lead` for as long as we do; its signal aborts when leadership is lost or the given
 * signal aborts. Releases the Lease once `lead` has ended. @throws LeadershipLostError, or what `lead` throws
 */
export async function runAsLeader(
  options: LeaderElectionOptions,
  lead: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const timing = { leaseDurationMs: 15_000, renewDeadlineMs: 10_000, retryPeriodMs: 2000, ...options };
  const lock = new LeaseLock({ ...options, durationMs: timing.leaseDurationMs });
  if (!(await acquire(lock, timing, signal))) return;
  const ended = new AbortController();
  const lost = new AbortController();
  const renewing = renew(lock, timing, lost, ended.signal);
  try {
    await lead(AbortSignal.any([signal, lost.signal]));
  } finally {
    ended.abort();
    await renewing;
    if (!lost.signal.aborted) await lock.release().catch((error: unknown) => options.onError?.(error));
  }
  if (lost.signal.aborted) throw lost.signal.reason;
}

type Timing = LeaderElectionOptions & Required<Pick<LeaderElectionOptions, 'retryPeriodMs' | 'renewDeadlineMs'>>;

// False when the signal aborted first.
async function acquire(lock: LeaseLock, timing: Timing, signal: AbortSignal): Promise<boolean> {
  let leader = '';
  while (!signal.aborted) {
    if (await tryHold(lock, timing, signal)) return true;
    if (lock.holder !== leader) timing.onLeader?.(lock.holder);
    leader = lock.holder;
    await pause(timing.clock, timing.retryPeriodMs, signal);
  }
  return false;
}

async function renew(lock: LeaseLock, timing: Timing, lost: AbortController, ended: AbortSignal): Promise<void> {
  const { clock, retryPeriodMs, renewDeadlineMs } = timing;
  const over = AbortSignal.any([ended, lost.signal]);
  let renewedAt = clock.elapsed();
  const giveUp = () => {
    lost.abort(new LeadershipLostError(`the lease was last renewed ${clock.elapsed() - renewedAt} ms ago`));
  };
  // A try that hangs must not hide that the deadline passed: the alarm goes off by itself.
  let cancelAlarm = clock.schedule(renewDeadlineMs, giveUp);
  for (;;) {
    await pause(clock, retryPeriodMs, over);
    if (over.aborted) break;
    const triedAt = clock.elapsed();
    if (!(await tryHold(lock, timing, over))) continue;
    renewedAt = triedAt;
    cancelAlarm();
    cancelAlarm = clock.schedule(renewedAt + renewDeadlineMs - clock.elapsed(), giveUp);
  }
  cancelAlarm();
}

async function tryHold(lock: LeaseLock, timing: Timing, signal: AbortSignal): Promise<boolean> {
  try {
    return await lock.tryHold(signal);
  } catch (error) {
    if (!signal.aborted) timing.onError?.(error);
    return false;
  }
}

function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return clock.after(ms, signal).catch(() => undefined);
}
