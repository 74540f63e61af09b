import type { Clock } from '../../runtime/clock.ts';

/** How long what was learned is believed, and how much of it is kept. */
export interface CacheBounds {
  readonly clock: Pick<Clock, 'elapsed'>;
  /** What was asked for longest ago goes first. */
  readonly most: number;
}

interface Entry<T> {
  readonly value: T;
  readonly until: number;
}

/** Remembers answers for a time. Never has more than its bound, whoever asks for however much. */
export class BoundedCache<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #bounds: CacheBounds;

  constructor(bounds: CacheBounds) {
    this.#bounds = bounds;
  }

  /** How many answers are remembered. */
  get size(): number {
    return this.#entries.size;
  }

  /** What is remembered; undefined where nothing is, or its time is over. */
  get(key: string): T | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    if (entry.until <= this.#bounds.clock.elapsed()) return undefined;
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** Remembers for `ms`. */
  set(key: string, value: T, ms: number): void {
    const { clock, most } = this.#bounds;
    this.#entries.delete(key);
    this.#entries.set(key, { value, until: clock.elapsed() + ms });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= most) return;
      this.#entries.delete(oldest);
    }
  }

  /** Remembers it no longer. */
  delete(key: string): void {
    this.#entries.delete(key);
  }
}
