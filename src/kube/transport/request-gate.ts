import type { Clock } from '../../runtime/clock.ts';

/** How hard we may press on an apiserver. */
export interface RateLimit {
  /** Requests per second in the long run. */
  perSecond: number;
  /** Requests that may go out at once after a quiet time. */
  burst: number;
  /** Requests under way at once; watches do not count. */
  concurrency: number;
}

/** A token bucket and a bound on what is under way. Whoever came first goes first; whoever gives up waits no longer. */
export class RequestGate {
  readonly #limit: RateLimit;
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  #tokens: number;
  #countedAt: number;
  #underWay = 0;

  constructor(limit: RateLimit, clock: Clock) {
    this.#limit = limit;
    this.#clock = clock;
    this.#tokens = limit.burst;
    this.#countedAt = clock.elapsed();
  }

  /** Runs the request when it may. */
  async pass<T>(request: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.#enter(signal);
    try {
      await this.token(signal);
      return await request();
    } finally {
      this.#leave();
    }
  }

  /** Waits for the token of one request, without counting it as under way. */
  async token(signal?: AbortSignal): Promise<void> {
    const now = this.#clock.elapsed();
    const earned = ((now - this.#countedAt) / 1000) * this.#limit.perSecond;
    this.#tokens = Math.min(this.#limit.burst, this.#tokens + earned) - 1;
    this.#countedAt = now;
    if (this.#tokens >= 0) return;
    // A debt: everyone behind us waits longer, so the order of arrival is kept.
    await this.#clock.after((-this.#tokens / this.#limit.perSecond) * 1000, signal);
  }

  async #enter(signal: AbortSignal | undefined): Promise<void> {
    if (this.#underWay < this.#limit.concurrency) this.#underWay++;
    else await this.#wait(signal);
  }

  #wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        signal?.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = (): void => {
        this.#waiting.delete(enter);
        reject(signal?.reason as Error);
      };
      if (signal?.aborted === true) giveUp();
      else {
        this.#waiting.add(enter);
        signal?.addEventListener('abort', giveUp, { once: true });
      }
    });
  }

  #leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) this.#underWay--;
    else {
      this.#waiting.delete(next);
      next();
    }
  }
}
