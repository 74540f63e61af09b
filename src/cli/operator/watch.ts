import type { Clock } from '../../runtime/clock.ts';
import type { OperatorSighting, OperatorState } from './sighting.ts';

/** Who wants to know whether an operator runs, for as long as something waits for one. */
export interface OperatorWatch {
  readonly look: () => Promise<OperatorSighting>;
  readonly clock: Pick<Clock, 'after' | 'elapsed'>;
  /** What was told already. */
  readonly known: OperatorState;
  /** Told of what is new. */
  readonly onNews: (sighting: OperatorSighting) => void;
  /** How long none may run before the watch is over. */
  readonly patienceMs: number;
}

const PERIOD_MS = 10_000;

/**
 * Looks again and again. Resolves with the last sighting once none has run for as long as the patience lasts; rejects
 * with the reason of the signal when that aborts.
 */
export async function untilNoOperator(watch: OperatorWatch, signal: AbortSignal): Promise<OperatorSighting> {
  const { look, clock, onNews, patienceMs } = watch;
  let told = watch.known;
  let missingSince: number | undefined;
  for (;;) {
    const sighting = await look();
    if (sighting.state === 'NotRunning') missingSince ??= clock.elapsed();
    else missingSince = undefined;
    if (missingSince !== undefined && clock.elapsed() - missingSince >= patienceMs) return sighting;
    if (sighting.state !== told) onNews(sighting);
    told = sighting.state;
    await clock.after(PERIOD_MS, signal);
  }
}
