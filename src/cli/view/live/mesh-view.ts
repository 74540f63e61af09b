import type { MeshInstall } from '../../../api/meshinstall.ts';
import type { ComponentStatus } from '../../../api/status.ts';
import type { EventInput } from '../../../core/status/events.ts';
import type { Cancel, Clock } from '../../../runtime/clock.ts';
import { eventLinesAt, eventLinesSince, EventFeed, type EventObject } from './event-feed.ts';
import { installationPicture, keepingPicture, type MeshFacts, type Scene } from './picture.ts';
import { advance, holds, startOf, type PlannedPart, type PartProgress } from './progress.ts';
import type { Draw, Screen } from './screen.ts';

/** What a view is built from. */
export interface MeshViewOptions {
  readonly screen: Screen;
  readonly clock: Clock;
  readonly facts: MeshFacts;
  readonly parts: readonly PlannedPart[];
  readonly planned: readonly ComponentStatus[];
}

type Mode =
  | { readonly kind: 'installing' }
  /** Nothing is drawn. */
  | { readonly kind: 'idle' }
  /** `hint` is said beside a mesh that is kept. */
  | { readonly kind: 'keeping'; readonly hint: string };

/** How often what only time changes is drawn again: spinners and durations. */
const TICK_MS = 100;

/** Shows how a mesh is installed and then how it is kept: a picture on a terminal, one line per news elsewhere. */
export class MeshView {
  readonly #options: MeshViewOptions;
  readonly #news = new EventFeed();
  #parts: PartProgress[];
  #install: MeshInstall | undefined;
  #readyAt: number | undefined;
  #mode: Mode = { kind: 'installing' };
  #tick: Cancel | undefined;

  constructor(options: MeshViewOptions) {
    this.#options = options;
    this.#parts = startOf(options.parts, options.facts.appliedAt);
    this.#draw();
  }

  /** When the MeshInstall was applied, in milliseconds since the epoch. */
  get appliedAt(): number {
    return this.#options.facts.appliedAt;
  }

  /** When the mesh became Ready for the first time, in milliseconds since the epoch. */
  get readyAt(): number | undefined {
    return this.#readyAt;
  }

  /** Takes a new state of the MeshInstall; undefined when it is gone. */
  update(install: MeshInstall | undefined): void {
    const { clock } = this.#options;
    this.#install = install;
    const status = install?.status ?? {};
    this.#parts = advance(this.#parts, status, clock.now());
    if (holds(status, 'Ready', 'True')) this.#readyAt ??= clock.now();
    this.#tell(this.#news.fromStatus(status));
    this.#draw();
  }

  /** Takes an Event about the mesh. */
  event(event: EventObject): void {
    this.#tell(this.#news.fromEvent(event));
  }

  /** Shows from now on how the mesh is kept, and tells what happens to it. */
  keep(hint: string): void {
    this.#mode = { kind: 'keeping', hint };
    this.#draw();
  }

  /** Draws no more. The last picture of an installation stays where it is. */
  rest(): void {
    const { screen } = this.#options;
    this.#tick?.();
    if (this.#mode.kind === 'installing') screen.keep();
    if (this.#mode.kind === 'keeping') screen.show(() => []);
    this.#mode = { kind: 'idle' };
  }

  // On a live screen news are told of a mesh that is kept: while it is installed, the picture says it all.
  #tell(news: readonly EventInput[]): void {
    const { screen, clock, facts } = this.#options;
    if (screen.live && this.#mode.kind !== 'keeping') return;
    const now = clock.now();
    for (const one of news) {
      if (screen.live) screen.print(({ columns }) => eventLinesAt(now, one, columns));
      else screen.print(eventLinesSince(now - facts.appliedAt, one));
    }
  }

  #draw(): void {
    const { screen, clock } = this.#options;
    if (!screen.live || this.#mode.kind === 'idle') return;
    this.#tick?.();
    screen.show(this.#picture(this.#mode));
    const isWell = this.#install === undefined || this.#install.status?.phase === 'Ready';
    const isStill = this.#mode.kind === 'keeping' && isWell;
    this.#tick = isStill ? undefined : clock.schedule(TICK_MS, () => this.#draw());
  }

  #picture(mode: Mode): Draw {
    const scene = this.#scene();
    if (mode.kind !== 'keeping') return (size) => installationPicture(scene, size);
    const kept = this.#install === undefined ? undefined : scene;
    return (size) => keepingPicture(kept, mode.hint, size);
  }

  #scene(): Scene {
    const { facts, planned, clock } = this.#options;
    const status = this.#install?.status ?? {};
    return { facts, status, planned, parts: this.#parts, readyAt: this.#readyAt, now: clock.now() };
  }
}
