import type { EventInput } from '../../core/status/events.ts';
import type { ToldEvent } from '../contract.ts';

/** What was told of one mesh, each the newest first. */
export interface Told {
  readonly events: readonly ToldEvent[];
  /** Those of them that are about what others changed: an upgrade tells so much that they would be lost among it. */
  readonly repairs: readonly ToldEvent[];
}

/** Of one mesh; what is older is in the Events of the cluster. */
const MOST_EVENTS = 60;
const MOST_REPAIRS = 10;

const REPAIRS: ReadonlySet<string> = new Set(['DriftRepaired', 'LeftToOthers']);

const NOTHING: Told = { events: [], repairs: [] };

/** Remembers the last events of each mesh. */
export class Journal {
  readonly #byMesh = new Map<string, Told>();

  /** @param now milliseconds since the epoch */
  record(mesh: string, { type, reason, message }: EventInput, now: number): void {
    const told = { type, reason, message, at: new Date(now).toISOString() };
    const { events, repairs } = this.of(mesh);
    this.#byMesh.set(mesh, {
      events: [told, ...events].slice(0, MOST_EVENTS),
      repairs: REPAIRS.has(reason) ? [told, ...repairs].slice(0, MOST_REPAIRS) : repairs,
    });
  }

  /** What is remembered of a mesh. */
  of(mesh: string): Told {
    return this.#byMesh.get(mesh) ?? NOTHING;
  }

  /** The mesh is gone. */
  forget(mesh: string): void {
    this.#byMesh.delete(mesh);
  }
}
