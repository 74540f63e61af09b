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

/** Remembers the last events of each mesh: what it hears, and what the cluster remembers of before. */
export class Journal {
  readonly #byMesh = new Map<string, Told>();
  #since: string | undefined;

  /** Since when it hears, ISO 8601; undefined where it knows what was before, too. */
  get since(): string | undefined {
    return this.#since;
  }

  /** Hears from now on, and not what another has told meanwhile. @param now milliseconds since the epoch */
  begin(now: number): void {
    this.#since = new Date(now).toISOString();
  }

  /** @param now milliseconds since the epoch */
  record(mesh: string, { type, reason, message }: EventInput, now: number): void {
    this.#add(mesh, [{ type, reason, message, at: new Date(now).toISOString() }]);
  }

  /** Adds what the cluster remembers, by mesh. What was heard already is not told twice. */
  recall(remembered: ReadonlyMap<string, readonly ToldEvent[]>): void {
    for (const [mesh, told] of remembered) {
      const { events, repairs } = this.of(mesh);
      const heard = [...events, ...repairs];
      this.#add(
        mesh,
        told.filter((event) => !heard.some((each) => isOneSeries(each, event) && each.at >= event.at)),
      );
    }
    this.#since = undefined;
  }

  /** What is remembered of a mesh. */
  of(mesh: string): Told {
    return this.#byMesh.get(mesh) ?? NOTHING;
  }

  /** The mesh is gone. */
  forget(mesh: string): void {
    this.#byMesh.delete(mesh);
  }

  #add(mesh: string, more: readonly ToldEvent[]): void {
    const { events, repairs } = this.of(mesh);
    this.#byMesh.set(mesh, {
      events: newest([...more, ...events], MOST_EVENTS),
      repairs: newest([...more.filter(({ reason }) => REPAIRS.has(reason)), ...repairs], MOST_REPAIRS),
    });
  }
}

/** The cluster has one Event for what happened again and again, with the last time. */
const isOneSeries = (a: ToldEvent, b: ToldEvent): boolean =>
  a.type === b.type && a.reason === b.reason && a.message === b.message;

const newest = (events: readonly ToldEvent[], most: number): ToldEvent[] =>
  events.toSorted((a, b) => (a.at === b.at ? 0 : a.at < b.at ? 1 : -1)).slice(0, most);
