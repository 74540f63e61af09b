import type { Clock } from '../../runtime/clock.ts';
import type { Shutdown } from '../../runtime/lifecycle.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Screen } from '../view/live/screen.ts';
import type { Steps } from '../view/live/steps.ts';

/** What every part of the demo works with. */
export interface Stage {
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly screen: Screen;
  readonly steps: Steps;
  /** Takes what has to be stopped in the end. */
  readonly shutdown: Shutdown;
  /** Aborts when the demo is interrupted. */
  readonly signal: AbortSignal;
}
