import type { Clock } from '../../runtime/clock.ts';

/** Nobody waits longer than this, in milliseconds, for what is to be read. */
const BOUND_MS = 10_000;

/** Something has not been read in time, and nobody has said why. */
class NotReadError extends Error {
  override readonly name = 'NotReadError';
}

/** Waits for the first look at something, and for no longer than it is worth: whoever waits is told why there is none. */
export class FirstRead {
  readonly #what: string;
  readonly #clock: Pick<Clock, 'schedule'>;
  readonly #waiting = new Set<() => void>();
  #isDone = false;
  #error: unknown;

  /** @param what for people: `Secrets cacerts` */
  constructor(what: string, clock: Pick<Clock, 'schedule'>) {
    this.#what = what;
    this.#clock = clock;
  }

  /** It was read. */
  succeeded(): void {
    this.#isDone = true;
    this.#tell();
  }

  /** A try failed; there will be others. */
  failed(error: unknown): void {
    this.#error = error;
    this.#tell();
  }

  /**
   * Resolves when it was read.
   * @throws what the last try failed with, at once when one has failed; NotReadError when none ends within ten seconds
   */
  async done(): Promise<void> {
    if (!this.#isDone && this.#error === undefined) await this.#news();
    if (this.#isDone) return;
    throw this.#error instanceof Error
      ? this.#error
      : new NotReadError(`${this.#what} could not be read within ${BOUND_MS / 1000} seconds`);
  }

  #news(): Promise<void> {
    return new Promise((resolve) => {
      const tell = (): void => {
        cancel();
        this.#waiting.delete(tell);
        resolve();
      };
      const cancel = this.#clock.schedule(BOUND_MS, tell);
      this.#waiting.add(tell);
    });
  }

  #tell(): void {
    for (const tell of [...this.#waiting]) tell();
  }
}
