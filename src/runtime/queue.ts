import type { Backoff } from './backoff.ts';
import type { Cancel, Clock } from './clock.ts';

interface Delayed {
  dueAt: number;
  cancel: Cancel;
}

/**
 * Keys to work on. A key waits at most once, never runs twice at once, and one that is added while it runs is handed
 * out once more afterwards, so that no change is missed and none is worked on twice.
 */
export class WorkQueue<K> {
  readonly #clock: Clock;
  readonly #backoff: Backoff<K>;
  readonly #ready = new Set<K>();
  readonly #running = new Set<K>();
  readonly #again = new Set<K>();
  readonly #delayed = new Map<K, Delayed>();
  /** When the wait after the last failure that counted is over. */
  readonly #retryAt = new Map<K, number>();
  readonly #takers: ((key: K | undefined) => void)[] = [];
  #closed = false;

  constructor(options: { clock: Clock; backoff: Backoff<K> }) {
    this.#clock = options.clock;
    this.#backoff = options.backoff;
  }

  /** Keys that could be handed out now. */
  get length(): number {
    return this.#ready.size;
  }

  /** Makes the key due now; a pending delay of it is dropped. */
  add(key: K): void {
    if (this.#closed) return;
    this.#dropDelay(key);
    if (this.#running.has(key)) this.#again.add(key);
    else this.#offer(key);
  }

  /** Makes the key due in `ms`, unless it is due earlier anyway. */
  addAfter(key: K, ms: number): void {
    if (ms <= 0) this.add(key);
    else if (!this.#closed && !this.#isDueBefore(key, this.#clock.elapsed() + ms)) this.#delay(key, ms);
  }

  /**
   * Makes the key due after its backoff, one step longer each time. A failure of work that something else asked for
   * before that wait was over does not count: however much happens around a key, it is tried again when it was to be.
   * Returns the wait in milliseconds.
   */
  addRateLimited(key: K): number {
    const left = (this.#retryAt.get(key) ?? 0) - this.#clock.elapsed();
    const ms = left > 0 ? left : this.#backoff.next(key);
    this.#retryAt.set(key, this.#clock.elapsed() + ms);
    this.addAfter(key, ms);
    return ms;
  }

  /** Forgets the key's failures: its next backoff starts from the beginning. */
  forget(key: K): void {
    this.#backoff.reset(key);
    this.#retryAt.delete(key);
  }

  /** The next key, as soon as there is one; undefined once the queue is closed. Call `done` with it after the work. */
  take(): Promise<K | undefined> {
    if (this.#closed) return Promise.resolve(undefined);
    for (const key of this.#ready) {
      this.#ready.delete(key);
      this.#running.add(key);
      return Promise.resolve(key);
    }
    return new Promise((resolve) => this.#takers.push(resolve));
  }

  /** The work on a taken key is over, however it went. */
  done(key: K): void {
    this.#running.delete(key);
    if (this.#again.delete(key)) this.#offer(key);
  }

  /** Hands out nothing more. Keys that wait are dropped: the next start finds them again. */
  close(): void {
    this.#closed = true;
    for (const { cancel } of this.#delayed.values()) cancel();
    this.#delayed.clear();
    this.#ready.clear();
    this.#again.clear();
    for (const give of this.#takers.splice(0)) give(undefined);
  }

  #offer(key: K): void {
    const give = this.#takers.shift();
    if (give === undefined) {
      this.#ready.add(key);
      return;
    }
    this.#running.add(key);
    give(key);
  }

  #isDueBefore(key: K, time: number): boolean {
    if (this.#ready.has(key) || this.#again.has(key)) return true;
    const delayed = this.#delayed.get(key);
    return delayed !== undefined && delayed.dueAt <= time;
  }

  #delay(key: K, ms: number): void {
    this.#dropDelay(key);
    const cancel = this.#clock.schedule(ms, () => {
      this.add(key);
    });
    this.#delayed.set(key, { dueAt: this.#clock.elapsed() + ms, cancel });
  }

  #dropDelay(key: K): void {
    this.#delayed.get(key)?.cancel();
    this.#delayed.delete(key);
  }
}
