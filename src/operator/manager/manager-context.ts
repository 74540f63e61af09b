import { everyKind, RUNTIME_OBJECTS } from '../../../charts/index.ts';
import { API, type MeshInstall } from '../../api/meshinstall.ts';
import type { Proxy } from '../../core/model/proxy.ts';
import { ApplyCache } from '../../engine/apply-cache.ts';
import { ConnectionError } from '../../kube/errors.ts';
import type { WorkQueue } from '../../runtime/queue.ts';
import { Stopwatch } from '../../runtime/stopwatch.ts';
import { LiveCache, type LiveCacheObserver } from '../caches/live-cache.ts';
import { NamespaceCache } from '../caches/namespace-cache.ts';
import { PodProblems } from '../caches/pod-problems.ts';
import { ProxyCache } from '../caches/proxy-cache.ts';
import type { OperatorContext } from '../reconcile/context.ts';
import { Ages } from '../pass/ages.ts';
import { RenderingCache } from '../pass/renderer.ts';
import { ROUTES } from '../pass/routes.ts';
import { Contests } from '../steps/contests.ts';
import { RestartCache } from '../steps/data-plane.ts';
import { Establishment } from '../steps/establishment.ts';
import { cachedPreflightInputs } from '../steps/preflight/inputs.ts';
import { Echoes } from './echoes.ts';
import type { ManagerOptions } from './manager-options.ts';
import type { Notifier } from './notifier.ts';
import { Waker } from './waker.ts';

/** What passes work with, the caches that have to be started, and what is remembered of meshes. */
export interface ManagerContext extends OperatorContext {
  readonly cache: LiveCache;
  readonly proxies: ProxyCache;
  readonly namespaces: NamespaceCache;
  readonly echoes: Echoes;
  readonly queue: WorkQueue<string>;
  /** A mesh is gone: what was remembered of it goes, too. */
  readonly forget: (mesh: string) => void;
}

/** Composes everything that the passes of a manager work with. */
export function managerContext(options: ManagerOptions, queue: WorkQueue<string>, notifier: Notifier): ManagerContext {
  const { client, clock, log, events, served, onStatus, onContest, onEvent, onGone } = options;
  const { namespace: operatorNamespace, image: operatorImage } = options;
  const onError =
    (what: string) =>
    (error: unknown): void => {
      log.warn({ err: error }, `cannot follow ${what}`);
      if (error instanceof ConnectionError) notifier.notify();
    };
  const applyCache = new ApplyCache();
  const echoes = new Echoes();
  const caches = cachesOf(options, { queue, echoes, applyCache, onError, onClosed: () => notifier.notify() });
  const [deletions, conflicts] = [new Stopwatch(clock), new Stopwatch(clock)];
  const toldGone = new Set<string>();
  const podProblems = new PodProblems({ client, clock, onError: onError('pods that do not start') });
  const [renderings, restarts] = [new RenderingCache({ operatorNamespace, operatorImage }), new RestartCache(clock)];
  const ages = new Ages(clock);
  const [contests, establishment] = [new Contests(clock, onContest), new Establishment(clock)];
  return {
    ...caches,
    client,
    clock,
    queue,
    echoes,
    applyCache,
    deletions,
    toldGone,
    conflicts,
    ages,
    podProblems,
    contests,
    establishment,
    restart: restarts.restart,
    preflightInputs: cachedPreflightInputs(clock),
    capabilities: served,
    render: renderings.render,
    operatorNamespace,
    runtimeObjects: RUNTIME_OBJECTS,
    routes: ROUTES,
    recordEvent: (install, event) => {
      events.record(subjectOf(install), event);
      onEvent?.(install.metadata.name, event);
    },
    onStatus,
    forget: (mesh) => {
      for (const memory of [ages, contests, echoes, establishment, renderings, restarts, podProblems])
        memory.forget(mesh);
      for (const watch of [deletions, conflicts]) watch.stop(mesh);
      toldGone.delete(mesh);
      onGone?.(mesh);
    },
  };
}

interface CacheNeeds {
  readonly queue: WorkQueue<string>;
  readonly echoes: Echoes;
  readonly applyCache: ApplyCache;
  readonly onError: (what: string) => (error: unknown) => void;
  readonly onClosed: () => void;
}

function cachesOf({ client, clock, random, served, onChange }: ManagerOptions, needs: CacheNeeds) {
  const { queue, echoes, applyCache, onError, onClosed } = needs;
  const shared = { client, clock, random };
  const waker: Waker = new Waker({ queue, echoes, runtimeObjects: RUNTIME_OBJECTS, cache: () => cache });
  const cache = new LiveCache({
    ...shared,
    kinds: everyKind(served),
    named: RUNTIME_OBJECTS,
    observer: onChange === undefined ? waker : telling(waker, onChange),
    onDeleted: (object) => applyCache.forget(object),
    onError: onError('the cluster'),
    onClosed,
  });
  const proxiesChanged = (changed: readonly Proxy[] | undefined): void => {
    waker.proxiesChanged(changed);
    onChange?.(undefined);
  };
  const proxies = new ProxyCache({ ...shared, onChange: proxiesChanged, onError: onError('the pods') });
  const namespaces = new NamespaceCache({
    ...shared,
    onChange: waker.namespaceChanged,
    onError: onError('the namespaces'),
  });
  return { cache, proxies, namespaces };
}

/** Who only looks at meshes is told after who works on them. */
function telling(waker: Waker, onChange: NonNullable<ManagerOptions['onChange']>): LiveCacheObserver {
  const { ownedChanged, crdChanged, namedChanged, secretChanged } = waker;
  const installChanged: LiveCacheObserver['installChanged'] = (change) => {
    waker.installChanged(change);
    onChange((change.type === 'deleted' ? change.old : change.object).metadata.name);
  };
  const installWritten: LiveCacheObserver['installWritten'] = (install) => {
    waker.installWritten(install);
    onChange(install.metadata.name);
  };
  return { ownedChanged, crdChanged, namedChanged, secretChanged, installChanged, installWritten };
}

const subjectOf = ({ metadata }: MeshInstall) => ({
  apiVersion: API.apiVersion,
  kind: API.kind,
  name: metadata.name,
  ...(metadata.uid !== undefined && { uid: metadata.uid }),
});
