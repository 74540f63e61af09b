import type { Logger } from 'pino';
import { namespaceOf } from '../../api/meshinstall.ts';
import { parseSpecOf } from '../../api/validation/index.ts';
import { Backoff } from '../../runtime/backoff.ts';
import { ActivePasses } from '../../runtime/active-passes.ts';
import { runController, type Pass } from '../../runtime/controller.ts';
import { WorkQueue } from '../../runtime/queue.ts';
import type { OperatorView } from '../pass/operator-view.ts';
import type { ManagerOptions } from './manager-options.ts';
import { managerContext, type ManagerContext } from './manager-context.ts';
import { Notifier } from './notifier.ts';
import { passesOver } from './passes.ts';
import { untilOtherServed } from './served.ts';

/** When its cluster has become another one, a pass may take so long to end by itself; then it is cut short. */
const DRAIN_MS = 30_000;

/**
 * Works for as long as the cluster serves the same. Resolves when the signal aborts, or when the cluster serves
 * something else and the passes that were under way have ended.
 */
export async function runManager(options: ManagerOptions, signal: AbortSignal): Promise<void> {
  const { clock, served } = options;
  const [drain, end] = [new AbortController(), new AbortController()];
  const notifier = new Notifier();
  const cancelled = AbortSignal.any([signal, end.signal]);
  const noMore = AbortSignal.any([cancelled, drain.signal]);
  const watching = untilOtherServed(options, served, notifier, cancelled).then(() => {
    drain.abort();
    return clock.schedule(DRAIN_MS, () => end.abort());
  });
  try {
    await work(options, notifier, { noMore, cancelled });
  } finally {
    end.abort();
    (await watching)();
  }
}

interface Signals {
  /** No pass begins any more. */
  readonly noMore: AbortSignal;
  /** What is under way is cut short. */
  readonly cancelled: AbortSignal;
}

async function work(options: ManagerOptions, notifier: Notifier, { noMore, cancelled }: Signals): Promise<void> {
  const { client, clock, random, log, served, workers } = options;
  const backoff = new Backoff<string>({ baseMs: 200, maxMs: 60_000, random });
  const queue = new WorkQueue<string>({ clock, backoff });
  const context = managerContext(options, queue, notifier);
  const { cache } = context;
  await cache.start(cancelled);
  log.info({ server: client.server, kubernetes: `1.${served.minor}` }, 'operator started');
  const onPass = (pass: Pass<string>): void => {
    logPass(log, pass);
    options.onPass?.(pass);
  };
  const active = new ActivePasses<string>(clock);
  options.onReady?.({ ...viewOf(context), queueLength: () => queue.length, longestPass: () => active.longest() });
  const onError = (error: unknown): void => log.error({ err: error }, 'cannot tell of a pass');
  const reconcile = passesOver(context, log, cancelled);
  try {
    await runController({ queue, clock, workers, active, reconcile, onPass, onError }, noMore);
  } finally {
    options.onReady?.(undefined);
  }
}

/** What can be seen of meshes, as passes see them. */
function viewOf({ cache, proxies, render, capabilities }: ManagerContext) {
  return {
    installs: () => cache.installs().map((install) => cache.install(install.metadata.name) ?? install),
    proxies: (install) => proxies.of(namespaceOf(install), cache.count === 1),
    desired: (install) => render(install.metadata.name, parseSpecOf(install), capabilities),
    live: (object) => cache.live(object),
  } satisfies Partial<OperatorView>;
}

function logPass(log: Logger, { key, outcome, durationMs, nextInMs, error }: Pass<string>): void {
  const facts = { mesh: key, outcome, durationMs, ...(nextInMs !== undefined && { nextInMs }) };
  if (error === undefined) log.debug(facts, 'pass');
  else log.error({ ...facts, err: error }, 'pass failed');
}
