import { proxyVersion, type CurrentProxy } from '../../core/data-plane/proxy-stats.ts';
import type { Proxy } from '../../core/model/proxy.ts';
import type { NamespaceProxies } from '../contract.ts';

/** The sidecars by namespace and Istio version: whatever there is most of comes first, and equals by name. */
export function proxiesByNamespace(proxies: readonly Proxy[], current: CurrentProxy): NamespaceProxies[] {
  const sidecars = proxies.filter(({ role }) => role === 'sidecar');
  return mostFirst(Map.groupBy(sidecars, ({ namespace }) => namespace)).map(([namespace, members]) => ({
    namespace,
    versions: mostFirst(Map.groupBy(members, (proxy) => proxyVersion(proxy, current) ?? 'unknown')).map(
      ([version, { length }]) => ({ version, proxies: length }),
    ),
  }));
}

const mostFirst = <T>(groups: ReadonlyMap<string, readonly T[]>): [string, readonly T[]][] =>
  [...groups].sort(([a, as], [b, bs]) => bs.length - as.length || (a < b ? -1 : 1));
