import type { Manifest } from '../../../api/manifest.ts';
import type { MeshInstallStatus } from '../../../api/status.ts';
import { eventsBetween, type EventInput } from '../../../core/status/events.ts';
import { duration, timeOfDay } from '../format.ts';
import { span, wrapText, type Line, type Style } from '../line.ts';

/** An Event, as far as its news are read. */
export interface EventObject extends Manifest {
  readonly type: EventInput['type'];
  readonly reason: string;
  readonly message: string;
}

/**
 * Tells everything once that happens to a mesh. The status says most of it, at once and in order; Events say what a
 * status cannot, such as a repaired drift.
 */
export class EventFeed {
  readonly #told = new Set<string>();
  #status: MeshInstallStatus = {};

  /** What is new in a status. */
  fromStatus(status: MeshInstallStatus): EventInput[] {
    const news = eventsBetween(this.#status, status);
    this.#status = status;
    for (const event of news) this.#told.add(keyOf(event));
    return news;
  }

  /** What an Event says that no status did. */
  fromEvent({ type, reason, message }: EventObject): EventInput[] {
    const event = { type, reason, message };
    return this.#told.has(keyOf(event)) ? [] : [event];
  }
}

const keyOf = ({ reason, message }: EventInput): string => `${reason} ${message}`;

const REASON_WIDTH = 'ComponentNotReady'.length;

const GOOD_NEWS: ReadonlySet<string> = new Set(['Ready', 'ComponentReady', 'DriftRepaired']);

function styleOf({ type, reason }: EventInput): Style {
  if (GOOD_NEWS.has(reason)) return 'green';
  return type === 'Warning' ? 'yellow' : 'cyan';
}

/** One piece of news after a time, wrapped below its message. */
function eventLines(time: string, event: EventInput, columns: number): Line[] {
  const before = `  ${time}  `;
  const indent = before.length + REASON_WIDTH + 1;
  const [first = '', ...others] = wrapText(withShortImage(event.message), Math.max(20, columns - indent));
  return [
    [span(before, 'dim'), span(`${event.reason.padEnd(REASON_WIDTH)} `, styleOf(event)), span(first)],
    ...others.map((text) => [span(' '.repeat(indent) + text)]),
  ];
}

const withShortImage = (message: string): string => message.replace(/, \S+\/([^/\s]+)\)$/, ', $1)');

/** News with the time of day, for people who watch. `at` in milliseconds since the epoch. */
export function eventLinesAt(at: number, event: EventInput, columns: number): Line[] {
  return eventLines(timeOfDay(at), event, columns);
}

/** News with the time since the beginning, for a log: one line each. */
export function eventLinesSince(elapsedMs: number, event: EventInput): Line[] {
  return eventLines(duration(elapsedMs).padStart(8), event, Infinity);
}
