import type { Clock } from './clock.ts';

interface Run {
  readonly id: string;
  readonly startedAt: number;
}

/**
 * How long something has lasted per key, as far as this process saw it: a time that another machine wrote down is no
 * measure, because its clock may be a day ahead of ours. After a restart it starts over.
 */
export class Stopwatch {
  readonly #clock: Pick<Clock, 'elapsed'>;
  readonly #runs = new Map<string, Run>();

  constructor(clock: Pick<Clock, 'elapsed'>) {
    this.#clock = clock;
  }

  /**
   * Milliseconds since the first call for the key; 0 in that call.
   * @param id tells one holder of the key from the next: for another one it starts over
   */
  lasted(key: string, id = ''): number {
    const known = this.#runs.get(key);
    const now = this.#clock.elapsed();
    if (known?.id === id) return now - known.startedAt;
    this.#runs.set(key, { id, startedAt: now });
    return 0;
  }

  /** It is over; the next time starts over. */
  stop(key: string): void {
    this.#runs.delete(key);
  }
}
