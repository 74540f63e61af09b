/** How the wait grows from failure to failure. */
export interface BackoffOptions {
  /** Wait after the first failure, in milliseconds. */
  baseMs: number;
  /** No wait is longer, jitter included. */
  maxMs: number;
  /** The share of each wait that is random, so that many keys that failed together do not return together. @default 0.2 */
  jitter?: number;
  /** A number in [0, 1). */
  random: () => number;
}

/** Exponential waits, counted per key: base, 2 base, 4 base, ... up to the cap. */
export class Backoff<K> {
  readonly #options: Required<BackoffOptions>;
  readonly #failures = new Map<K, number>();

  constructor(options: BackoffOptions) {
    this.#options = { jitter: 0.2, ...options };
  }

  /** Counts one more failure of the key and says how many milliseconds to wait. */
  next(key: K): number {
    const failures = this.failures(key);
    this.#failures.set(key, failures + 1);
    return delayAfter(failures, this.#options);
  }

  /** Failures in a row. */
  failures(key: K): number {
    return this.#failures.get(key) ?? 0;
  }

  /** The key succeeded, or is gone. */
  reset(key: K): void {
    this.#failures.delete(key);
  }
}

function delayAfter(failures: number, { baseMs, maxMs, jitter, random }: Required<BackoffOptions>): number {
  // Beyond 2^30 the power only overflows; the cap has long been reached.
  const full = Math.min(maxMs, baseMs * 2 ** Math.min(failures, 30));
  return Math.round(full * (1 - jitter * random()));
}
