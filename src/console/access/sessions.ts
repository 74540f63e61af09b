import { randomBytes } from 'node:crypto';
import type { Clock } from '../../runtime/clock.ts';
import { BoundedCache } from './bounded-cache.ts';

/** A working day; the token is asked for again all the time, and may end before. */
const SESSION_MS = 8 * 3600_000;
const MOST_SESSIONS = 500;

/** Browsers that have brought a token: they get an id in its place, which is worth nothing anywhere else. */
export class Sessions {
  readonly #tokens: BoundedCache<string>;

  constructor(clock: Pick<Clock, 'elapsed'>) {
    this.#tokens = new BoundedCache({ clock, most: MOST_SESSIONS });
  }

  /** Begins a session. @returns its id, which nobody can guess */
  begin(token: string): string {
    const id = randomBytes(32).toString('base64url');
    this.#tokens.set(id, token, SESSION_MS);
    return id;
  }

  /** The token of a session; undefined where there is none, or it is over. */
  tokenOf(id: string): string | undefined {
    return this.#tokens.get(id);
  }

  /** Ends a session. */
  end(id: string): void {
    this.#tokens.delete(id);
  }
}
