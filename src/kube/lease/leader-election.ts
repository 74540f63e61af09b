import { randomUUID } from 'node:crypto';
import type { Cancel } from '../../runtime/clock.ts';
import { LeaseLock, type LeaseLockOptions } from './lease.ts';

export interface LeaderElectionOptions extends Omit<LeaseLockOptions, 'durationMs' | 'identity' | 'timeoutMs'> {
  /** Who we are, for people: the pod's name, or the host's. */
  candidate: string;
  /** Tells us from other candidates of the same name, such as a second process on one host. @default a random UUID */
  nonce?: string;
  /** How long a leader that fell silent is respected. @default 15 s */
  leaseDurationMs?: number;
  /** A leader that could not renew for this long steps down; shorter than the lease. @default 10 s */
  renewDeadlineMs?: number;
  /** Time from the begin of one try to that of the next. @default 2 s */
  retryPeriodMs?: number;
  /** Told each time that we took or renewed the Lease. */
  onHeld?: () => void;
  /** Told whenever another candidate is seen to lead. */
  onLeader?: (identity: string) => void;
  /** Told when we led and do not any more; we stand by again. */
  onLost?: (error: LeadershipLostError) => void;
  /** Told of failed tries, which are repeated, and of what the work failed with as it was cut short. */
  onError?: (error: unknown) => void;
}

/** We could not renew the Lease in time, or somebody else has it. */
export class LeadershipLostError extends Error {
  override readonly name = 'LeadershipLostError';
}

/** We lost the Lease and our work goes on, beside that of the next leader: only the end of the process ends it. */
export class StillWorkingError extends Error {
  override readonly name = 'StillWorkingError';
}

/** Our work while we lead. */
export type Lead = (
  /** Aborts when leadership is lost or the work is to end. */
  signal: AbortSignal,
  /**
   * To be called right before a write leaves. A process that stood still finds out by its timers that its time is over, and
   * these come after what it was about to do. @throws LeadershipLostError once the Lease may be somebody else's
   */
  assertLeading: () => void,
) => Promise<void>;

/**
 * Waits until we lead, then runs `lead` for as long as we do; its signal aborts when leadership is lost or the given
 * signal aborts. Whoever has lost it stands by and may lead again. Resolves, with the Lease released, once `lead` has
 * ended by itself or after the signal. @throws StillWorkingError, or what `lead` throws while we lead
 */
export async function runAsLeader(options: LeaderElectionOptions, lead: Lead, signal: AbortSignal): Promise<void> {
  const election = electionOf(options);
  while (await acquire(election, signal)) {
    const lost = await reign(election, lead, signal);
    if (lost === undefined) return;
    options.onLost?.(lost);
  }
}

interface Election extends Required<Pick<LeaderElectionOptions, 'clock' | 'retryPeriodMs' | 'renewDeadlineMs'>> {
  readonly lock: LeaseLock;
  /** What lies between the moment at which a leader steps down and that from which somebody else may lead. */
  readonly graceMs: number;
  readonly onHeld?: LeaderElectionOptions['onHeld'];
  readonly onLeader?: LeaderElectionOptions['onLeader'];
  readonly onError?: LeaderElectionOptions['onError'];
}

function electionOf({ candidate, nonce = randomUUID(), ...options }: LeaderElectionOptions): Election {
  const { leaseDurationMs = 15_000, renewDeadlineMs = 10_000, retryPeriodMs = 2000, ...rest } = options;
  // A request that hangs must leave time for another one.
  const timeoutMs = renewDeadlineMs / 2;
  const identity = `${candidate}_${nonce}`;
  const lock = new LeaseLock({ ...rest, identity, durationMs: leaseDurationMs, timeoutMs });
  return { ...rest, lock, renewDeadlineMs, retryPeriodMs, graceMs: leaseDurationMs - renewDeadlineMs };
}

// False when the signal aborted first.
async function acquire(election: Election, signal: AbortSignal): Promise<boolean> {
  let leader = '';
  while (!signal.aborted) {
    const triedAt = election.clock.elapsed();
    if (await tryHold(election, signal)) return true;
    const { holder, isForeign } = election.lock;
    if (isForeign && holder !== leader) election.onLeader?.(holder);
    leader = holder;
    await untilNextTry(election, triedAt, signal);
  }
  return false;
}

// Undefined when the work ended while we led.
async function reign(election: Election, lead: Lead, signal: AbortSignal): Promise<LeadershipLostError | undefined> {
  const lost = new AbortController();
  const ended = new AbortController();
  const renewing = renew(election, lost, ended.signal);
  try {
    const work = lead(AbortSignal.any([signal, lost.signal]), () => assertLeading(election, lost));
    await untilEnded(election, work, lost.signal);
  } finally {
    ended.abort();
    await renewing;
    if (!lost.signal.aborted) await election.lock.release().catch((error: unknown) => election.onError?.(error));
  }
  return lost.signal.aborted ? (lost.signal.reason as LeadershipLostError) : undefined;
}

function assertLeading(election: Election, lost: AbortController): void {
  const { clock, lock, renewDeadlineMs } = election;
  if (clock.elapsed() >= lock.heldSince + renewDeadlineMs) lost.abort(new LeadershipLostError(lastRenewed(election)));
  lost.signal.throwIfAborted();
}

const lastRenewed = ({ clock, lock }: Election): string =>
  `the lease was last renewed ${clock.elapsed() - lock.heldSince} ms ago`;

/** While we lead, an error of the work is everybody's. After that it only says that the work was cut short. */
async function untilEnded({ clock, graceMs, onError }: Election, work: Promise<void>, lost: AbortSignal) {
  let cancel: Cancel = () => undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    const giveUp = () => reject(new StillWorkingError(`the work did not end within ${graceMs} ms of losing the lease`));
    lost.addEventListener('abort', () => (cancel = clock.schedule(graceMs, giveUp)), { once: true });
  });
  const ended = work.catch((error: unknown) => {
    if (!lost.aborted) throw error;
    onError?.(error);
  });
  await Promise.race([ended, tooLate]).finally(() => cancel());
}

// Ends with `ended`, or by aborting `lost`.
async function renew(election: Election, lost: AbortController, ended: AbortSignal): Promise<void> {
  const { clock, lock, renewDeadlineMs } = election;
  const over = AbortSignal.any([ended, lost.signal]);
  const giveUp = (reason: string) => lost.abort(new LeadershipLostError(reason));
  const tooLate = () => giveUp(lastRenewed(election));
  // A try that hangs must not hide that the deadline passed: the alarm goes off by itself.
  const setAlarm = () => clock.schedule(lock.heldSince + renewDeadlineMs - clock.elapsed(), tooLate);
  let cancelAlarm = setAlarm();
  let triedAt = lock.heldSince;
  for (;;) {
    await untilNextTry(election, triedAt, over);
    if (over.aborted) break;
    triedAt = clock.elapsed();
    if (await tryHold(election, over)) {
      cancelAlarm();
      cancelAlarm = setAlarm();
    } else if (lock.isForeign) giveUp(`${lock.holder} leads`);
  }
  cancelAlarm();
}

/** False also when it failed; failures are told, unless the signal explains them. */
async function tryHold({ lock, onHeld, onError }: Election, signal: AbortSignal): Promise<boolean> {
  try {
    const held = await lock.tryHold(signal);
    if (held) onHeld?.();
    return held;
  } catch (error) {
    if (!signal.aborted) onError?.(error);
    return false;
  }
}

async function untilNextTry({ clock, retryPeriodMs }: Election, triedAt: number, signal: AbortSignal): Promise<void> {
  await clock.after(triedAt + retryPeriodMs - clock.elapsed(), signal).catch(() => undefined);
}
