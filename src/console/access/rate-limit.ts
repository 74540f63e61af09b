import type { Clock } from '../../runtime/clock.ts';
import { BoundedCache } from './bounded-cache.ts';

/** How often somebody may ask. */
export interface Rate {
  /** Requests that may come at once. */
  readonly burst: number;
  /** Requests that may come in the long run. */
  readonly perSecond: number;
}

interface Bucket {
  left: number;
  at: number;
}

/** Addresses that are remembered; who asks from more than these has their first requests again. */
const MOST_ADDRESSES = 10_000;
const REMEMBERED_MS = 10 * 60_000;

/** Counts requests by address. */
export class RateLimit {
  readonly #clock: Pick<Clock, 'elapsed'>;
  readonly #rate: Rate;
  readonly #buckets: BoundedCache<Bucket>;

  constructor(clock: Pick<Clock, 'elapsed'>, rate: Rate) {
    this.#clock = clock;
    this.#rate = rate;
    this.#buckets = new BoundedCache({ clock, most: MOST_ADDRESSES });
  }

  /** Counts one more. @returns whether it may be answered */
  allows(address: string): boolean {
    const { burst, perSecond } = this.#rate;
    const now = this.#clock.elapsed();
    const bucket = this.#buckets.get(address) ?? { left: burst, at: now };
    bucket.left = Math.min(burst, bucket.left + ((now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    this.#buckets.set(address, bucket, REMEMBERED_MS);
    if (bucket.left < 1) return false;
    bucket.left -= 1;
    return true;
  }
}
