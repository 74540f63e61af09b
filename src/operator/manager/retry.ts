import type { Logger } from 'pino';
import { Backoff } from '../../runtime/backoff.ts';
import type { Clock } from '../../runtime/clock.ts';

/** What retrying needs. */
export interface RetryOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Logger;
}

/**
 * The answer to a question that nothing can start without, asked again with growing waits while it fails: an operator
 * that starts before its apiserver waits for it instead of crashing. Undefined when the signal aborted first.
 */
export async function retry<T>(
  { clock, random, log }: RetryOptions,
  ask: () => Promise<T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  const backoff = new Backoff<'ask'>({ baseMs: 200, maxMs: 30_000, random });
  const isOver = (): boolean => signal.aborted;
  while (!isOver()) {
    try {
      return await ask();
    } catch (error) {
      if (isOver()) break;
      const nextInMs = backoff.next('ask');
      log.error({ err: error, nextInMs }, 'cannot read what the cluster serves');
      await clock.after(nextInMs, signal).catch(() => undefined);
    }
  }
  return undefined;
}
