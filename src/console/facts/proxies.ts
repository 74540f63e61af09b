import { proxyVersion, type CurrentProxy } from '../../core/data-plane/proxy-stats.ts';
import type { Proxy } from '../../core/model/proxy.ts';
import type { ProxyEntry } from '../contract.ts';

/** Every proxy of a mesh, by namespace and pod. */
export const proxyEntries = (proxies: readonly Proxy[], current: CurrentProxy): ProxyEntry[] =>
  proxies.map((proxy) => proxyEntry(proxy, current)).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

const keyOf = ({ namespace, pod }: ProxyEntry): string => `${namespace}/${pod}`;

function proxyEntry(proxy: Proxy, current: CurrentProxy): ProxyEntry {
  const { namespace, pod, role, image, workload, controlPlane } = proxy;
  return {
    namespace,
    pod,
    role,
    image,
    version: proxyVersion(proxy, current) ?? 'unknown',
    ...(workload !== undefined && { workload: `${workload.kind} ${workload.name}` }),
    ...(controlPlane !== undefined && { controlPlane }),
  };
}
