import type { Clock } from './clock.ts';

/** A pass that is under way. */
export interface ActivePass<K> {
  readonly key: K;
  /** How long it has been, in milliseconds. */
  readonly forMs: number;
}

/** Which keys are worked on, and since when: a worker that hangs can be told from one that has nothing to do. */
export class ActivePasses<K> {
  readonly #clock: Pick<Clock, 'elapsed'>;
  // In the order of their begin.
  readonly #begunAt = new Map<K, number>();

  constructor(clock: Pick<Clock, 'elapsed'>) {
    this.#clock = clock;
  }

  /** A worker begins with a key; no other has it. */
  begin(key: K): void {
    this.#begunAt.set(key, this.#clock.elapsed());
  }

  /** The worker is done with it. */
  end(key: K): void {
    this.#begunAt.delete(key);
  }

  /** The one that began first; undefined while every worker waits for work. */
  longest(): ActivePass<K> | undefined {
    for (const [key, begunAt] of this.#begunAt) return { key, forMs: this.#clock.elapsed() - begunAt };
    return undefined;
  }
}
