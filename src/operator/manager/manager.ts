import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { everyKind, RUNTIME_OBJECTS } from '../../../charts/index.ts';
import type { Capabilities } from '../../api/capabilities.ts';
import { API, type MeshInstall, namespaceOf } from '../../api/meshinstall.ts';
import { POD_SECURITY_SINCE } from '../../core/status/pod-security.ts';
import { ApplyCache } from '../../engine/apply-cache.ts';
import { ConnectionError } from '../../kube/errors.ts';
import type { EventRecorder } from '../../kube/events.ts';
import type { KubeClient } from '../../kube/operations.ts';
import { Backoff } from '../../runtime/backoff.ts';
import type { Clock } from '../../runtime/clock.ts';
import { ActivePasses } from '../../runtime/active-passes.ts';
import { runController, type Pass } from '../../runtime/controller.ts';
import { WorkQueue } from '../../runtime/queue.ts';
import { Stopwatch } from '../../runtime/stopwatch.ts';
import { Notifier } from './notifier.ts';
import type { OperatorContext } from '../pass/context.ts';
import { cachedRestart } from '../steps/data-plane.ts';
import { LiveCache } from '../caches/live-cache.ts';
import { NamespaceCache } from '../caches/namespace-cache.ts';
import type { Observers } from './operator-view.ts';
import { ProxyCache } from '../caches/proxy-cache.ts';
import { reconcile } from '../pass/reconciler.ts';
import { cachedRenderer } from '../pass/renderer.ts';
import { ROUTES } from '../pass/routes.ts';
import { untilOtherServed } from './served.ts';
import { cachedPreflightInputs } from '../steps/preflight-inputs.ts';

/** What a session is built from. */
export interface ManagerOptions extends Observers {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Logger;
  /** How many meshes are worked on at once. */
  readonly workers: number;
  readonly events: EventRecorder;
  /** Where the operator runs. */
  readonly namespace?: string;
  /** What the cluster serves: manifests and caches follow from it. */
  readonly served: Capabilities;
}

/** Pods come and go all the time: what that does to the proxies of a mesh is looked at no more often than this. */
const PROXY_NEWS_MS = 5_000;

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
  const context = contextOf(options, queue, notifier);
  await context.cache.start(cancelled);
  log.info({ server: client.server, kubernetes: `1.${served.minor}` }, 'operator started');
  const onPass = (pass: Pass<string>): void => {
    logPass(log, pass);
    options.onPass?.(pass);
  };
  const { cache } = context;
  const installs = () => cache.installs().map((install) => cache.install(install.metadata.name) ?? install);
  const active = new ActivePasses<string>(clock);
  options.onReady?.({ installs, queueLength: () => queue.length, longestPass: () => active.longest() });
  const onError = (error: unknown): void => log.error({ err: error }, 'cannot tell of a pass');
  const reconcile = passOver(context, log, cancelled);
  try {
    await runController({ queue, clock, workers, active, reconcile, onPass, onError }, noMore);
  } finally {
    options.onReady?.(undefined);
  }
}

/** What passes work with, with the caches that have to be started. */
interface ManagerContext extends OperatorContext {
  readonly cache: LiveCache;
  readonly proxies: ProxyCache;
  readonly namespaces: NamespaceCache;
}

function contextOf(
  { client, clock, random, log, events, served, namespace: operatorNamespace, onStatus }: ManagerOptions,
  queue: WorkQueue<string>,
  notifier: Notifier,
): ManagerContext {
  const onError =
    (message: string) =>
    (error: unknown): void => {
      log.warn({ err: error }, message);
      if (error instanceof ConnectionError) notifier.notify();
    };
  const cache: LiveCache = new LiveCache({
    client,
    clock,
    random,
    kinds: everyKind(served),
    named: RUNTIME_OBJECTS,
    onChange: (mesh) => {
      for (const name of mesh === undefined ? cache.installs().map(({ metadata }) => metadata.name) : [mesh])
        queue.add(name);
    },
    onError: onError('cannot follow the cluster'),
  });
  const proxies = new ProxyCache({
    client,
    clock,
    random,
    onChange: (controlPlane) => {
      for (const { metadata, spec } of cache.installs())
        if (controlPlane === undefined || controlPlane === namespaceOf({ spec }))
          queue.addAfter(metadata.name, PROXY_NEWS_MS);
    },
    onError: onError('cannot follow the pods'),
  });
  const namespaces = new NamespaceCache({
    client,
    clock,
    random,
    onChange: () => {
      for (const { metadata } of cache.installs()) queue.add(metadata.name);
    },
    onError: onError('cannot follow the namespaces'),
  });
  const recordEvent: OperatorContext['recordEvent'] = (install, event) => events.record(subjectOf(install), event);
  return {
    client,
    cache,
    proxies,
    namespaces,
    restart: cachedRestart(clock),
    preflightInputs: cachedPreflightInputs(clock),
    clock,
    capabilities: served,
    applyCache: new ApplyCache(),
    render: cachedRenderer(operatorNamespace),
    operatorNamespace,
    runtimeObjects: RUNTIME_OBJECTS,
    routes: ROUTES,
    recordEvent,
    onStatus,
    deletions: new Stopwatch(clock),
    conflicts: new Stopwatch(clock),
  };
}

const subjectOf = ({ metadata }: MeshInstall) => ({
  apiVersion: API.apiVersion,
  kind: API.kind,
  name: metadata.name,
  ...(metadata.uid !== undefined && { uid: metadata.uid }),
});

/** Passes are not cut short when the queue closes, only by this signal. */
function passOver(context: ManagerContext, log: Logger, signal: AbortSignal) {
  return async (name: string) => {
    const install = context.cache.install(name);
    if (install === undefined) {
      context.deletions.stop(name);
      context.conflicts.stop(name);
      return {};
    }
    context.proxies.start(signal);
    if (context.capabilities.minor >= POD_SECURITY_SINCE) context.namespaces.start(signal);
    const passLog = log.child({ mesh: name, reconcileId: randomUUID().slice(0, 8) });
    return reconcile({ ...context, install, signal, log: passLog });
  };
}

function logPass(log: Logger, { key, outcome, durationMs, nextInMs, error }: Pass<string>): void {
  const facts = { mesh: key, outcome, durationMs, ...(nextInMs !== undefined && { nextInMs }) };
  if (error === undefined) log.debug(facts, 'pass');
  else log.error({ ...facts, err: error }, 'pass failed');
}
