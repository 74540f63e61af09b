/** Stops a timer that has not run yet; does nothing afterwards. */
export type Cancel = () => void;

/** Time, as something handed in, so that tests move it by hand and never sleep. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs a function once, no earlier than `ms` from now. */
  schedule(ms: number, run: () => void): Cancel;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts first. */
  after(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The two things that a concrete clock must know; waiting follows from them. */
export abstract class BaseClock implements Clock {
  abstract now(): number;
  abstract schedule(ms: number, run: () => void): Cancel;

  after(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(abortReason(signal));
        return;
      }
      const cancel = this.schedule(ms, () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      });
      const onAbort = () => {
        cancel();
        reject(abortReason(signal));
      };
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }
}

// setTimeout runs at once when asked for more than a 32-bit number of milliseconds.
const LONGEST_TIMER_MS = 2 ** 31 - 1;

class SystemClock extends BaseClock {
  now(): number {
    return Date.now();
  }

  schedule(ms: number, run: () => void): Cancel {
    const timer = setTimeout(run, Math.min(Math.max(ms, 0), LONGEST_TIMER_MS));
    return () => {
      clearTimeout(timer);
    };
  }
}

/** The machine's clock. Its timers keep the process alive until they ran or were cancelled. */
export const systemClock: Clock = new SystemClock();

function abortReason(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new Error('aborted', { cause: reason });
}
