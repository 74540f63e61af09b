import { BaseClock, type Cancel } from '../../src/runtime/clock.ts';

interface Timer {
  dueAt: number;
  order: number;
  run: () => void;
}

/** A clock that stands still until it is moved. */
export class FakeClock extends BaseClock {
  #startMs: number;
  #elapsed = 0;
  #order = 0;
  readonly #timers = new Set<Timer>();

  constructor(startMs = Date.UTC(2026, 0, 1)) {
    super();
    this.#startMs = startMs;
  }

  /** Timers that have not run. */
  get pending(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#startMs + this.#elapsed;
  }

  elapsed(): number {
    return this.#elapsed;
  }

  /** Somebody sets the machine's clock forward, or with a negative number back; no time passes. */
  setForward(ms: number): void {
    this.#startMs += ms;
  }

  /** The process stands still: time passes, and no timer runs before the next `advance`. */
  standStill(ms: number): void {
    this.#elapsed += ms;
  }

  schedule(ms: number, run: () => void): Cancel {
    const timer = { dueAt: this.#elapsed + Math.max(ms, 0), order: this.#order++, run };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  /** Moves time forward, running each timer at its own time and letting promises settle after each. */
  async advance(ms: number): Promise<void> {
    const end = this.#elapsed + ms;
    await settle();
    for (let timer = this.#nextUntil(end); timer !== undefined; timer = this.#nextUntil(end)) {
      this.#elapsed = timer.dueAt;
      this.#timers.delete(timer);
      timer.run();
      await settle();
    }
    this.#elapsed = end;
  }

  #nextUntil(end: number): Timer | undefined {
    return [...this.#timers]
      .filter(({ dueAt }) => dueAt <= end)
      .sort((a, b) => a.dueAt - b.dueAt || a.order - b.order)[0];
  }
}

/** Lets every promise that can settle now do so. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
