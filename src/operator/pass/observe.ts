import type { Manifest } from '../../api/manifest.ts';
import type { Observation } from '../../core/model/observation.ts';
import type { OperatorContext } from './context.ts';

/** What there is for one mesh at this moment, read from the caches. */
export function observe({ cache, proxies, namespaces, clock }: OperatorContext, namespace: string): Observation {
  const meshProxies = proxies.of(namespace, cache.installs().length === 1);
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
