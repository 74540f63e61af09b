import type { MeshInstallStatus } from '../../api/status.ts';
import { versionOf, type Proxy } from '../model/proxy.ts';

/** What proxies ought to be. */
export interface CurrentProxy {
  /** Istio version of the control plane. */
  readonly version: string;
  /** The image that is injected now, where it is known: its tag may say nothing. */
  readonly image?: string;
}

/** The version of a proxy; an image that is injected now has the version of the control plane, whatever its tag. */
export function proxyVersion({ image }: Proxy, current: CurrentProxy): string | undefined {
  return image === current.image ? current.version : versionOf(image);
}

/** True for a proxy of another version than the control plane, or of one that cannot be told. */
export const isStale = (proxy: Proxy, current: CurrentProxy): boolean =>
  proxyVersion(proxy, current) !== current.version;

/**
 * The proxies of one mesh: those that ask its pilot. One that does not say whom it asks belongs to the mesh whose
 * namespace it is in, or to the only mesh there is if it is of classic Istio: later releases do not say it, and may
 * run beside us.
 */
export function proxiesOfMesh<P extends Proxy>(proxies: Iterable<P>, namespace: string, isOnlyMesh: boolean): P[] {
  return [...proxies].filter(({ controlPlane, namespace: own, image }) => {
    if (controlPlane !== undefined) return controlPlane === namespace;
    return own === namespace || (isOnlyMesh && isClassic(image));
  });
}

const isClassic = (image: string): boolean => /^1\.[0-4]\./.test(versionOf(image) ?? '');

/** Entries of a list in status; a cluster may have thousands of namespaces. */
const MOST_LISTED = 20;

/** What is said of a proxy whose image does not tell. */
const UNKNOWN = 'unknown';

/** `status.dataPlane`: how many proxies there are, of which version, and where those are that should be restarted. */
export function proxyStats(
  proxies: readonly Proxy[],
  current: CurrentProxy,
): NonNullable<MeshInstallStatus['dataPlane']> {
  const stale = proxies.filter((proxy) => isStale(proxy, current));
  const versions = counted(proxies, (proxy) => proxyVersion(proxy, current) ?? UNKNOWN);
  const namespaces = counted(stale, ({ namespace }) => namespace);
  const upToDate = proxies.length - stale.length;
  return {
    proxies: proxies.length,
    upToDate,
    ready: `${upToDate}/${proxies.length}`,
    byVersion: versions.slice(0, MOST_LISTED).map(([version, count]) => ({ version, proxies: count })),
    staleNamespaces: namespaces.slice(0, MOST_LISTED).map(([namespace, count]) => ({ namespace, proxies: count })),
    staleNamespacesTotal: namespaces.length,
  };
}

/** How often each key comes, the most frequent first and equal ones by name. */
function counted<T>(items: readonly T[], keyOf: (item: T) => string): [string, number][] {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}
