import type { Manifest } from '../api/manifest.ts';
import type { Observation } from '../core/observation.ts';
import type { LiveCache } from './live-cache.ts';

/** What there is for one mesh at this moment, read from the caches. */
export function observe(cache: LiveCache, namespace: string, now: Date): Observation {
  return {
    now,
    live: (object) => cache.live(object),
    isReachable: (service) => cache.endpointsOf(namespace, service).some(hasReadyAddress),
    secret: (name) => cache.secret(namespace, name),
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
