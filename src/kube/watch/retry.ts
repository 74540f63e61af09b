import { Backoff, type BackoffOptions } from '../../runtime/backoff.ts';
import type { Clock } from '../../runtime/clock.ts';

/** How an informer waits between tries. */
export interface RetryOptions {
  readonly clock: Clock;
  readonly random: () => number;
  /** @default from 0.5 s to 30 s */
  readonly backoff?: Omit<BackoffOptions, 'random'> | undefined;
  /**
   * Where somebody calls `wake` once a kind that is not served may be, it need not be asked for as often: at most so
   * often, once it has had the time to be late.
   * @default as after any failure
   */
  readonly unservedMs?: number | undefined;
}

/** After a start, a restart of the apiserver or a CRD that was just established, discovery may be this late. */
const LATE_MS = 20_000;

/** The waits of one informer after its failures. */
export class Retry {
  readonly #options: RetryOptions;
  readonly #backoff: Backoff<'informer'>;
  #wake = new AbortController();
  #promising: number | undefined;

  constructor(options: RetryOptions) {
    this.#options = options;
    const { random, backoff } = options;
    this.#backoff = new Backoff({ baseMs: 500, maxMs: 30_000, jitter: 0.5, ...backoff, random });
  }

  /** Failures in a row. */
  get failures(): number {
    return this.#backoff.failures('informer');
  }

  /** A try begins: only who wakes from now on ends the wait after it. */
  begin(): void {
    this.#wake = new AbortController();
    this.#promising ??= this.#options.clock.elapsed();
  }

  /** The next try is promising: ends the wait, also the one after a try that is under way. */
  wake(): void {
    this.succeeded();
    this.#wake.abort();
  }

  /** The row of failures has ended. */
  succeeded(): void {
    this.#backoff.reset('informer');
    this.#promising = this.#options.clock.elapsed();
  }

  /** Waits after a failure, until the signal aborts at the latest. Never rejects. */
  async pause(isServed: boolean, signal: AbortSignal): Promise<void> {
    const until = AbortSignal.any([signal, this.#wake.signal]);
    await this.#options.clock.after(this.#delay(isServed), until).catch(() => undefined);
  }

  #delay(isServed: boolean): number {
    const { clock, unservedMs } = this.#options;
    const delay = this.#backoff.next('informer');
    const mayBeLate = clock.elapsed() - (this.#promising ?? 0) < LATE_MS;
    return isServed || mayBeLate || unservedMs === undefined ? delay : unservedMs;
  }
}
