/** Stops a timer that has not run yet; does nothing afterwards. */
export type Cancel = () => void;

/** Time, as something handed in, so that tests move it by hand and never sleep. */
export interface Clock {
  /** Milliseconds since the epoch, for times that people or other machines read: somebody may set this clock. */
  now(): number;
  /** Milliseconds since some moment, for durations: never goes back, whatever the machine's clock is set to. */
  elapsed(): number;
  /** Runs a function once, no earlier than `ms` from now. */
  schedule(ms: number, run: () => void): Cancel;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts first. */
  after(ms: number, signal?: AbortSignal): Promise<void>;
  /** Resolves when timers that are due and answers that have arrived had their turn. */
  turn(): Promise<void>;
}

/** The three things that a concrete clock must know; waiting follows from them. */
export abstract class BaseClock implements Clock {
  abstract now(): number;
  abstract elapsed(): number;
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

  turn(): Promise<void> {
    return new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

// setTimeout runs at once when asked for more than a 32-bit number of milliseconds.
const LONGEST_TIMER_MS = 2 ** 31 - 1;

class SystemClock extends BaseClock {
  now(): number {
    return Date.now();
  }

  elapsed(): number {
    return Math.floor(performance.now());
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
