import type { Clock } from '../../../runtime/clock.ts';
import { duration } from '../format.ts';
import { justify, span, type Line } from '../line.ts';
import type { Screen } from './screen.ts';
import { spinner } from './parts.ts';

const TICK_MS = 100;
/** Shorter steps say nothing about their time. */
const WORTH_TELLING_MS = 50;

/** What a running step may say. */
export interface StepReporter {
  /** Adds a line that stays. */
  readonly say: (line: string) => void;
  /** Replaces what is said about the present; only seen on a live screen. Empty: nothing. */
  readonly now: (text: string) => void;
}

/** Shows steps one after the other: what is going on and for how long, then what was done and how long it took. */
export class Steps {
  readonly #screen: Screen;
  readonly #clock: Clock;

  constructor(screen: Screen, clock: Clock) {
    this.#screen = screen;
    this.#clock = clock;
  }

  /**
   * Carries out a step.
   * @param doing what is going on, as people read it
   * @param done what was done, from the result
   */
  async run<T>(doing: string, step: (reporter: StepReporter) => Promise<T>, done: (result: T) => string): Promise<T> {
    const startedAt = this.#clock.elapsed();
    let present = '';
    const draw = (): void => {
      const elapsed = this.#clock.elapsed() - startedAt;
      const text = present === '' ? [span(doing)] : [span(present)];
      const line: Line = [span('  '), spinner(this.#clock.now()), span(' '), ...text];
      this.#screen.show(({ columns }) => [justify(line, [span(duration(elapsed), 'dim')], columns - 1)]);
    };
    const say = (line: string): void => this.#screen.print([[span(`    ${line}`, 'dim')]]);
    const ticking = this.#screen.live ? this.#everyTick(draw) : () => undefined;
    if (!this.#screen.live) this.#screen.print([[span(`  … ${doing}`)]]);
    try {
      const result = await step({ say, now: (text) => (present = text) });
      this.#screen.print([this.#doneLine(done(result), this.#clock.elapsed() - startedAt)]);
      return result;
    } finally {
      ticking();
      this.#screen.show(() => []);
    }
  }

  #doneLine(text: string, elapsedMs: number): Line {
    const time = elapsedMs < WORTH_TELLING_MS ? '' : `  ${duration(elapsedMs)}`;
    return [span('  '), span('✓ ', 'green'), span(text), span(time, 'dim')];
  }

  #everyTick(draw: () => void): () => void {
    let cancel: () => void = () => undefined;
    const tick = (): void => {
      draw();
      cancel = this.#clock.schedule(TICK_MS, tick);
    };
    tick();
    return () => cancel();
  }
}
