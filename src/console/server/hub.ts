import { createHash } from 'node:crypto';
import type { Cancel, Clock } from '../../runtime/clock.ts';
import type { Live, Section } from '../page/section.ts';
import type { Viewer } from './viewer.ts';

/** What the hub needs. */
export interface HubOptions {
  readonly clock: Pick<Clock, 'schedule'>;
  /** What the page at a path shows now; undefined: there is nothing to be seen any more. */
  readonly look: (path: string) => Live | undefined;
}

/** Nobody sees more than some pictures per second; what happens in between is told with the next. */
const TELL_EVERY_MS = 250;
/** Proxies on the way end connections on which nothing is said. */
const HEARTBEAT_MS = 15_000;
const HEARTBEAT = Buffer.from(':\n\n');
/** However many tabs are open. */
const MOST_VIEWERS = 200;
/** A stream is asked for anew now and then: somebody may have lost the right to see it. */
const STREAM_MS = 10 * 60_000;

/** Of a page that somebody looks at: what they have been told last. */
interface Shown {
  readonly viewers: Set<Viewer>;
  id: string;
  sections: readonly Section[];
}

/**
 * Tells viewers what changes in the page that they look at. Whatever the number of viewers, a change is made into text
 * once; of a page that nobody looks at, never.
 */
export class Hub {
  readonly #options: HubOptions;
  readonly #pages = new Map<string, Shown>();
  readonly #changed = new Set<string>();
  #viewers = 0;
  #next: Cancel | undefined;
  #nextBeat: Cancel;

  constructor(options: HubOptions) {
    this.#options = options;
    this.#nextBeat = this.#beat();
  }

  /** How many look. */
  get viewers(): number {
    return this.#viewers;
  }

  /** Whether nobody more may look. */
  get isFull(): boolean {
    return this.#viewers >= MOST_VIEWERS;
  }

  /**
   * Begins to tell a viewer; at once, if what they have seen last is not what there is now.
   * @param seen the id of that
   */
  join(path: string, seen: string | undefined, viewer: Viewer): void {
    const known = this.#pages.get(path);
    if (known !== undefined) this.#tellOf(path, known);
    const live = this.#options.look(path);
    if (live === undefined) {
      viewer.end();
      return;
    }
    const shown = known ?? { viewers: new Set(), id: idOf(live), sections: live.sections };
    this.#pages.set(path, shown);
    shown.viewers.add(viewer);
    this.#viewers++;
    const cancel = this.#options.clock.schedule(STREAM_MS, () => viewer.end());
    viewer.onGone(() => {
      cancel();
      this.#leave(path, viewer);
    });
    if (seen !== shown.id) viewer.tell(wholePage(live));
  }

  /** What is seen at these paths may be another now. */
  changed(...paths: readonly string[]): void {
    for (const path of paths) if (this.#pages.has(path)) this.#changed.add(path);
    if (this.#changed.size > 0) this.#next ??= this.#options.clock.schedule(TELL_EVERY_MS, () => this.#tell());
  }

  /** All that somebody looks at may be another now. */
  everythingChanged(): void {
    this.changed(...this.#pages.keys());
  }

  /** Lets everybody go; they come back, here or to whoever can tell them more. */
  letGo(): void {
    for (const { viewers } of this.#pages.values()) for (const viewer of viewers) viewer.end();
  }

  /** Lets everybody go, and does nothing any more. */
  close(): void {
    this.letGo();
    this.#next?.();
    this.#nextBeat();
  }

  #leave(path: string, viewer: Viewer): void {
    const shown = this.#pages.get(path);
    if (shown?.viewers.delete(viewer) !== true) return;
    this.#viewers--;
    if (shown.viewers.size === 0) this.#pages.delete(path);
  }

  #tell(): void {
    this.#next = undefined;
    const paths = [...this.#changed];
    this.#changed.clear();
    for (const path of paths) {
      const shown = this.#pages.get(path);
      if (shown !== undefined) this.#tellOf(path, shown);
    }
  }

  #tellOf(path: string, shown: Shown): void {
    const live = this.#options.look(path);
    if (live === undefined) {
      for (const viewer of shown.viewers) viewer.end();
      return;
    }
    const id = idOf(live);
    if (id === shown.id) return;
    const message = news(shown.sections, live);
    shown.id = id;
    shown.sections = live.sections;
    for (const viewer of [...shown.viewers]) viewer.tell(message);
  }

  #beat(): Cancel {
    return this.#options.clock.schedule(HEARTBEAT_MS, () => {
      for (const { viewers } of this.#pages.values()) for (const viewer of [...viewers]) viewer.tell(HEARTBEAT);
      this.#nextBeat = this.#beat();
    });
  }
}

/** The same for the same text: also in another replica, or after a restart. */
export const idOf = ({ sections }: Live): string => {
  const hash = createHash('sha256');
  for (const { html } of sections) hash.update(html.toString()).update('\0');
  return hash.digest('base64url').slice(0, 16);
};

/** A message of server-sent events. */
const message = (event: string, id: string, data: unknown): Buffer =>
  Buffer.from(`event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`);

const wholePage = (live: Live): Buffer =>
  message('page', idOf(live), { title: live.title, html: live.frame(live.sections).toString() });

/** What is not as it was; where sections came or went, everything. */
function news(before: readonly Section[], live: Live): Buffer {
  const isSame = before.length === live.sections.length && before.every(({ id }, i) => live.sections[i]?.id === id);
  if (!isSame) return wholePage(live);
  const changed = live.sections.filter(({ html }, i) => before[i]?.html.toString() !== html.toString());
  const sections = Object.fromEntries(changed.map(({ id, html }) => [id, html.toString()]));
  return message('sections', idOf(live), { title: live.title, sections });
}
