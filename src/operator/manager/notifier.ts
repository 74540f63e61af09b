import type { Clock } from '../../runtime/clock.ts';

/** Something happened that somebody should look at, soon but only once. */
export class Alarm {
  #bell = new AbortController();

  /** Raises it; it stays raised until somebody has waited for it. */
  raise(): void {
    this.#bell.abort();
  }

  /** Waits until it is raised, and lowers it. @returns false when `ms` passed, or the signal aborted, before that */
  async raised(clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> {
    const bell = this.#bell;
    await clock.after(ms, AbortSignal.any([signal, bell.signal])).catch(() => undefined);
    if (!bell.signal.aborted) return false;
    this.#bell = new AbortController();
    return true;
  }
}
