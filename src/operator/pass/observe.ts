import type { Manifest } from '../../api/manifest.ts';
import type { Observation } from '../../core/model/observation.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { LiveCache } from '../caches/live-cache.ts';
import type { NamespaceCache } from '../caches/namespace-cache.ts';
import type { PodProblems } from '../caches/pod-problems.ts';
import type { ProxyCache } from '../caches/proxy-cache.ts';
import type { Ages } from './ages.ts';
import type { Subject } from './subject.ts';

/** Caches that an observation is read from. */
export interface ObserveContext extends Pick<Subject, 'install'> {
  readonly cache: Pick<LiveCache, 'count' | 'live' | 'endpointsOf' | 'secret'>;
  readonly proxies: Pick<ProxyCache, 'of'>;
  readonly namespaces: Pick<NamespaceCache, 'list'>;
  readonly podProblems: Pick<PodProblems, 'of'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly ages: Pick<Ages, 'lasted'>;
}

/** What there is for one mesh at this moment, read from the caches. */
export function observe(
  { cache, proxies, namespaces, podProblems, clock, ages, install }: ObserveContext,
  namespace: string,
): Observation {
  const meshProxies = proxies.of(namespace, cache.count === 1);
  const everywhere = namespaces.list();
  return {
    now: new Date(clock.now()),
    lasted: (what, since) => ages.lasted(install.metadata.name, what, since),
    live: (object) => cache.live(object),
    isReachable: (service) => cache.endpointsOf(namespace, service).some(hasReadyAddress),
    podProblem: (workload) => podProblems.of(workload),
    secret: (name) => cache.secret(namespace, name),
    ...(meshProxies !== undefined && { proxies: meshProxies }),
    ...(everywhere !== undefined && { namespaces: everywhere }),
  };
}

/** What reading pods needs. */
export type ReadPodsContext = Subject & {
  readonly cache: Pick<LiveCache, 'owned'>;
  readonly podProblems: Pick<PodProblems, 'refresh'>;
};

/** Asks pods why they are not ready, where a workload of the mesh is not and it is time to ask. */
export function readPods({ install, cache, podProblems, signal }: ReadPodsContext): Promise<void> {
  const { name } = install.metadata;
  return podProblems.refresh(name, cache.owned(name), signal);
}

interface Slice {
  endpoints?: { conditions?: { ready?: boolean } }[] | null;
}

/** True when an EndpointSlice holds an address that takes traffic; a missing condition means ready. */
function hasReadyAddress(slice: Manifest): boolean {
  const { endpoints } = slice as unknown as Slice;
  return (endpoints ?? []).some(({ conditions }) => conditions?.ready !== false);
}
