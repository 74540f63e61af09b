import type { ProxyEntry } from '../../contract.ts';

/** Where all proxies of a mesh are. */
export const proxiesOf = (mesh: string): string => `/meshes/${encodeURIComponent(mesh)}/proxies`;

/** Where those of one namespace are. */
export const proxiesIn = (mesh: string, namespace: string): string =>
  `${proxiesOf(mesh)}?q=${encodeURIComponent(`${namespace}/`)}`;

/** The page of one proxy. */
export const proxyAt = (mesh: string, { namespace, pod }: Pick<ProxyEntry, 'namespace' | 'pod'>): string =>
  `${proxiesOf(mesh)}/${encodeURIComponent(namespace)}/${encodeURIComponent(pod)}`;
