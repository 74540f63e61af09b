import type { Clock } from './clock.ts';
import type { WorkQueue } from './queue.ts';

/** What a pass asks for. Nothing: wait for the next change. */
export interface ReconcileResult {
  /** Come back in this many milliseconds at the latest. */
  requeueAfterMs?: number;
}

/**
 * - `done`: nothing more to do until something changes
 * - `requeued`: the pass asked to come back
 * - `failed`: comes back after a backoff
 * - `rejected`: failed in a way that only a change of the object can mend; not tried again by itself
 * - `interrupted`: cut short by the shutdown
 */
export type Outcome = 'done' | 'requeued' | 'failed' | 'rejected' | 'interrupted';

/** One finished pass, for logs and metrics. */
export interface Pass<K> {
  key: K;
  outcome: Outcome;
  durationMs: number;
  /** When the key comes back by itself. */
  nextInMs?: number;
  error?: unknown;
}

export interface ControllerOptions<K> {
  queue: WorkQueue<K>;
  clock: Clock;
  /** How many different keys run at once. */
  workers: number;
  /** Brings what the key names from what is to what should be. The signal aborts when the controller stops. */
  reconcile: (key: K, signal: AbortSignal) => Promise<ReconcileResult>;
  /** True for errors that trying again cannot mend. */
  isTerminal?: (error: unknown) => boolean;
  onPass?: (pass: Pass<K>) => void;
}

type Verdict = Pick<Pass<never>, 'outcome' | 'nextInMs' | 'error'>;

/**
 * Works through the queue until the signal aborts; resolves when the last pass that was under way has ended.
 * An error of a pass never ends the controller.
 */
export async function runController<K>(options: ControllerOptions<K>, signal: AbortSignal): Promise<void> {
  const { queue, workers } = options;
  const close = () => {
    queue.close();
  };
  if (signal.aborted) close();
  signal.addEventListener('abort', close, { once: true });
  await Promise.all(Array.from({ length: workers }, () => work(options, signal)));
}

async function work<K>(options: ControllerOptions<K>, signal: AbortSignal): Promise<void> {
  const { queue, clock, onPass } = options;
  for (let key = await queue.take(); key !== undefined; key = await queue.take()) {
    const startedAt = clock.elapsed();
    const verdict = await runPass(options, key, signal);
    queue.done(key);
    onPass?.({ key, durationMs: clock.elapsed() - startedAt, ...verdict });
  }
}

async function runPass<K>(options: ControllerOptions<K>, key: K, signal: AbortSignal): Promise<Verdict> {
  try {
    return settle(options.queue, key, await options.reconcile(key, signal));
  } catch (error) {
    return { ...fail(options, key, error, signal), error };
  }
}

function settle<K>(queue: WorkQueue<K>, key: K, { requeueAfterMs }: ReconcileResult): Verdict {
  queue.forget(key);
  if (requeueAfterMs === undefined) return { outcome: 'done' };
  queue.addAfter(key, requeueAfterMs);
  return { outcome: 'requeued', nextInMs: requeueAfterMs };
}

function fail<K>(options: ControllerOptions<K>, key: K, error: unknown, signal: AbortSignal): Verdict {
  if (signal.aborted) return { outcome: 'interrupted' };
  if (options.isTerminal?.(error) === true) {
    options.queue.forget(key);
    return { outcome: 'rejected' };
  }
  return { outcome: 'failed', nextInMs: options.queue.addRateLimited(key) };
}
