import { Stopwatch } from '../../runtime/stopwatch.ts';
import type { Clock } from '../../runtime/clock.ts';

/**
 * How long what goes on in a mesh has lasted, by the times that its status tells: as far as this process saw it.
 * After a restart that starts over; what has a bound may take twice as long then, but no clock that is set cuts it short.
 */
export class Ages {
  readonly #clock: Pick<Clock, 'elapsed'>;
  readonly #byMesh = new Map<string, Stopwatch>();

  constructor(clock: Pick<Clock, 'elapsed'>) {
    this.#clock = clock;
  }

  /** Milliseconds since this was first asked of what began at this time; 0 in that call. */
  lasted(mesh: string, what: string, since: string): number {
    const known = this.#byMesh.get(mesh);
    const stopwatch = known ?? new Stopwatch(this.#clock);
    if (known === undefined) this.#byMesh.set(mesh, stopwatch);
    return stopwatch.lasted(what, since);
  }

  /** The mesh is gone. */
  forget(mesh: string): void {
    this.#byMesh.delete(mesh);
  }
}
