import type { Manifest } from '../../api/manifest.ts';
import type { Observation } from '../../core/model/observation.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { LiveCache } from '../caches/live-cache.ts';
import type { NamespaceCache } from '../caches/namespace-cache.ts';
import type { ProxyCache } from '../caches/proxy-cache.ts';

/** Caches that an observation is read from. */
export interface ObserveContext {
  readonly cache: Pick<LiveCache, 'count' | 'live' | 'endpointsOf' | 'secret'>;
  readonly proxies: Pick<ProxyCache, 'of'>;
  readonly namespaces: Pick<NamespaceCache, 'list'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** What there is for one mesh at this moment, read from the caches. */
export function observe({ cache, proxies, namespaces, clock }: ObserveContext, namespace: string): Observation {
  const meshProxies = proxies.of(namespace, cache.count === 1);
  const everywhere = namespaces.list();
  return {
    now: new Date(clock.now()),
    live: (object) => cache.live(object),
    isReachable: (service) => cache.endpointsOf(namespace, service).some(hasReadyAddress),
    secret: (name) => cache.secret(namespace, name),
    ...(meshProxies !== undefined && { proxies: meshProxies }),
    ...(everywhere !== undefined && { namespaces: everywhere }),
  };
}

interface Slice {
  endpoints?: { conditions?: { ready?: boolean } }[] | null;
}

/** True when an EndpointSlice holds an address that takes traffic; a missing condition means ready. */
function hasReadyAddress(slice: Manifest): boolean {
  const { endpoints } = slice as unknown as Slice;
  return (endpoints ?? []).some(({ conditions }) => conditions?.ready !== false);
}
