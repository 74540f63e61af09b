import { API, COMMAND_LINE_MANAGER, type MeshInstall } from '../../api/meshinstall.ts';
import { createKubeClient, type KubeClient } from '../../kube/client.ts';
import { loadKubeConfig, type KubeConfig } from '../../kube/transport/kubeconfig.ts';
import type { ClusterOptions } from '../program/options.ts';
import { UsageError, type Terminal } from '../terminal/terminal.ts';

/** The configuration that the options choose. @throws KubeConfigError when there is none */
export function kubeConfigOf({ kubeconfig, context }: ClusterOptions, { env, homeDir }: Terminal): KubeConfig {
  const chosen = { ...(kubeconfig !== undefined && { path: kubeconfig }), ...(context !== undefined && { context }) };
  return loadKubeConfig({ env, homeDir, ...chosen });
}

/** Works on the cluster of the options, and closes the connection whatever becomes of it. */
export async function onCluster<T>(
  options: ClusterOptions,
  terminal: Terminal,
  work: (client: KubeClient) => Promise<T>,
): Promise<T> {
  const client = createKubeClient({ kubeConfig: kubeConfigOf(options, terminal), userAgent: COMMAND_LINE_MANAGER });
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

/** A MeshInstall of the cluster. @throws UsageError when there is none of that name, KindNotServedError */
export async function meshInstall(client: KubeClient, name: string): Promise<MeshInstall> {
  const found = await client.get<MeshInstall>({ apiVersion: API.apiVersion, kind: API.kind, name });
  if (found !== undefined) return found;
  const names = (await everyMeshInstall(client)).map(({ metadata }) => metadata.name);
  throw new UsageError(
    `the cluster has no ${API.kind} "${name}"; ${names.length === 0 ? 'it has none' : `there is ${names.join(', ')}`}`,
  );
}

/** A MeshInstall by name, or without one the only one there is. @throws UsageError when it is not clear which */
export async function namedOrOnly(client: KubeClient, name: string | undefined): Promise<MeshInstall> {
  if (name !== undefined) return meshInstall(client, name);
  const [only, ...others] = await everyMeshInstall(client);
  if (only === undefined) throw new UsageError(`the cluster has no ${API.kind}`);
  if (others.length === 0) return only;
  throw new UsageError(`say which mesh: ${[only, ...others].map(({ metadata }) => metadata.name).join(', ')}`);
}

/** Every MeshInstall of the cluster. @throws KindNotServedError when its CRD is not installed */
export async function everyMeshInstall(client: KubeClient): Promise<MeshInstall[]> {
  return (await client.list<MeshInstall>({ apiVersion: API.apiVersion, kind: API.kind })).items;
}
