import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { everyKind } from '../../charts/index.ts';
import { API, type MeshInstall } from '../api/meshinstall.ts';
import type { Capabilities } from '../api/capabilities.ts';
import { Ledger } from '../engine/ledger.ts';
import { EventRecorder } from '../kube/events.ts';
import { readCapabilities } from '../kube/capabilities.ts';
import type { KubeClient } from '../kube/operations.ts';
import { Backoff } from '../runtime/backoff.ts';
import type { Clock } from '../runtime/clock.ts';
import { runController, type Pass } from '../runtime/controller.ts';
import { WorkQueue } from '../runtime/queue.ts';
import type { OperatorContext } from './context.ts';
import { LiveCache } from './live-cache.ts';
import { ProxyCache } from './proxy-cache.ts';
import { reconcile } from './reconciler.ts';
import { rememberingRenderer } from './rendering.ts';
import { ROUTES } from './routes.ts';
import { untilAnswered } from './until-answered.ts';

/** What an operator is built from. */
export interface OperatorOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Logger;
  /** Who reports in Events: the pod's name, or the host's. */
  readonly instance: string;
  /** How many meshes are worked on at once. */
  readonly workers: number;
  /** Told after every pass, besides the log. */
  readonly onPass?: (pass: Pass<string>) => void;
}

/** Pods come and go all the time: what that does to the proxies of a mesh is looked at no more often than this. */
const PROXY_NEWS_MS = 5_000;

/** Runs the operator until the signal aborts; resolves when the passes that were under way have ended. */
export async function runOperator(options: OperatorOptions, signal: AbortSignal): Promise<void> {
  const { client, clock, random, log } = options;
  const backoff = new Backoff<string>({ baseMs: 200, maxMs: 60_000, random });
  const queue = new WorkQueue<string>({ clock, backoff });
  const capabilities = await untilAnswered(options, () => readCapabilities(client.discovery), signal);
  if (capabilities === undefined) return;
  const events = recorder(options);
  const context = contextOf(options, capabilities, queue, events);
  await context.cache.start(signal);
  log.info({ server: client.server, kubernetes: `1.${capabilities.minor}` }, 'operator started');
  const onPass = (pass: Pass<string>): void => {
    logPass(log, pass);
    options.onPass?.(pass);
  };
  await runController(
    { queue, clock, workers: options.workers, reconcile: passOver(context, log, signal), onPass },
    signal,
  );
  await events.flush();
}

function contextOf(
  { client, clock, random, log }: OperatorOptions,
  capabilities: Capabilities,
  queue: WorkQueue<string>,
  events: EventRecorder,
): OperatorContext {
  const cache: LiveCache = new LiveCache({
    client,
    clock,
    random,
    kinds: everyKind(capabilities),
    onChange: (mesh) => {
      for (const name of mesh === undefined ? cache.installs().map(({ metadata }) => metadata.name) : [mesh])
        queue.add(name);
    },
    onError: (error) => log.warn({ err: error }, 'cannot follow the cluster'),
  });
  const proxies = new ProxyCache({
    client,
    clock,
    random,
    onChange: (controlPlane) => {
      for (const { metadata, spec } of cache.installs())
        if (controlPlane === undefined || controlPlane === namespaceOf(spec))
          queue.addAfter(metadata.name, PROXY_NEWS_MS);
    },
    onError: (error) => log.warn({ err: error }, 'cannot follow the pods'),
  });
  const tell: OperatorContext['tell'] = (install, occurrence) => events.record(subjectOf(install), occurrence);
  return {
    client,
    cache,
    proxies,
    clock,
    capabilities,
    ledger: new Ledger(),
    render: rememberingRenderer(),
    routes: ROUTES,
    tell,
  };
}

function recorder({ client, clock, instance, log }: OperatorOptions): EventRecorder {
  const onError = (error: unknown): void => log.debug({ err: error }, 'an event was lost');
  return new EventRecorder({ client, clock, component: 'meshwright', instance, onError });
}

const namespaceOf = ({ namespace = 'istio-system' }: MeshInstall['spec']): string => namespace;

const subjectOf = ({ metadata }: MeshInstall) => ({
  apiVersion: API.apiVersion,
  kind: API.kind,
  name: metadata.name,
  ...(metadata.uid !== undefined && { uid: metadata.uid }),
});

function passOver(context: OperatorContext, log: Logger, stopped: AbortSignal) {
  return async (name: string, signal: AbortSignal) => {
    const install = context.cache.install(name);
    if (install === undefined) return {};
    context.proxies.start(stopped);
    const passLog = log.child({ mesh: name, reconcileId: randomUUID().slice(0, 8) });
    return reconcile({ ...context, install, signal, log: passLog });
  };
}

function logPass(log: Logger, { key, outcome, durationMs, nextInMs, error }: Pass<string>): void {
  const facts = { mesh: key, outcome, durationMs, ...(nextInMs !== undefined && { nextInMs }) };
  if (error === undefined) log.debug(facts, 'pass');
  else log.error({ ...facts, err: error }, 'pass failed');
}
