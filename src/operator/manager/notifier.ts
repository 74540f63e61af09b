import type { Clock } from '../../runtime/clock.ts';

/** Something happened that somebody should look at, soon but only once. */
export class Notifier {
  #notification = new AbortController();

  /** Notifies whoever waits; a notification that nobody has waited for yet is kept. */
  notify(): void {
    this.#notification.abort();
  }

  /** Waits for the next notification, and takes it. @returns false when `ms` passed, or the signal aborted, before that */
  async notified(clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> {
    const notification = this.#notification;
    await clock.after(ms, AbortSignal.any([signal, notification.signal])).catch(() => undefined);
    if (!notification.signal.aborted) return false;
    this.#notification = new AbortController();
    return true;
  }
}
