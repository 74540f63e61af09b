import type { ActivePasses } from './active-passes.ts';
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
 * - `interrupted`: cut short by the shutdown
 */
export type Outcome = 'done' | 'requeued' | 'failed' | 'interrupted';

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
  onPass?: (pass: Pass<K>) => void;
  /** Told what `onPass` threw: it belongs to others, and must not end a worker. */
  onError?: (error: unknown) => void;
  /** Where to note which passes are under way. */
  active?: ActivePasses<K>;
}

type Result = Pick<Pass<never>, 'outcome' | 'nextInMs' | 'error'>;

/**
 * Works through the queue until the signal aborts; resolves when the last pass that was under way has ended.
 * An error of a pass never ends the controller. After each pass timers and sockets have their turn, so that a long queue
 * of passes that wait for nothing does not keep the process from what is due, such as renewing its Lease.
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
  const { queue, clock, active } = options;
  for (let key = await queue.take(); key !== undefined; key = await queue.take()) {
    const startedAt = clock.elapsed();
    active?.begin(key);
    const result = await runPass(options, key, signal);
    active?.end(key);
    queue.done(key);
    notify(options, { key, durationMs: clock.elapsed() - startedAt, ...result });
    await clock.turn();
  }
}

async function runPass<K>(options: ControllerOptions<K>, key: K, signal: AbortSignal): Promise<Result> {
  try {
    return settle(options.queue, key, await options.reconcile(key, signal));
  } catch (error) {
    return { ...fail(options.queue, key, signal), error };
  }
}

function settle<K>(queue: WorkQueue<K>, key: K, { requeueAfterMs }: ReconcileResult): Result {
  queue.forget(key);
  if (requeueAfterMs === undefined) return { outcome: 'done' };
  queue.addAfter(key, requeueAfterMs);
  return { outcome: 'requeued', nextInMs: requeueAfterMs };
}

function fail<K>(queue: WorkQueue<K>, key: K, signal: AbortSignal): Result {
  if (signal.aborted) return { outcome: 'interrupted' };
  return { outcome: 'failed', nextInMs: queue.addRateLimited(key) };
}

function notify<K>({ onPass, onError }: ControllerOptions<K>, pass: Pass<K>): void {
  try {
    onPass?.(pass);
  } catch (error) {
    onError?.(error);
  }
}
