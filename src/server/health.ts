import type { OperatorView } from '../operator/pass/operator-view.ts';

/**
 * No pass takes so long, not even one whose every request is answered after half a minute: a worker hangs, and nothing
 * but a new process helps its mesh.
 */
const STUCK_MS = 30 * 60_000;

/** Whether the process should go on, for `/healthz`. */
export class Health {
  #view: Pick<OperatorView, 'longestPass'> | undefined;

  /** From now on passes are looked for there; undefined: nowhere. */
  look(view: Pick<OperatorView, 'longestPass'> | undefined): void {
    this.#view = view;
  }

  /** Why it should not; undefined: it should. */
  get trouble(): string | undefined {
    const { key, forMs = 0 } = this.#view?.longestPass() ?? {};
    if (forMs < STUCK_MS) return undefined;
    return `the pass over the mesh ${JSON.stringify(key)} has not ended for ${Math.floor(forMs / 60_000)} minutes`;
  }
}
