import { createConnection } from 'node:net';
import type { ApiClient } from './api-client.ts';

/** True if something accepts connections on the port. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

/** True if the apiserver says that it is ready. */
export async function isApiserverReady(api: ApiClient): Promise<boolean> {
  return (await api.text('/readyz')) === 'ok';
}

interface NodeList {
  readonly items: readonly {
    readonly spec: { readonly taints?: readonly unknown[] };
    readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
  }[];
}

/** True if that many nodes are Ready and free of taints, so that pods can be scheduled. */
export async function areNodesReady(api: ApiClient, count: number): Promise<boolean> {
  const { items } = await api.json<NodeList>('/api/v1/nodes?resourceVersion=0');
  const ready = items.filter(
    ({ spec, status }) =>
      (spec.taints ?? []).length === 0 &&
      status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'),
  );
  return ready.length >= count;
}

/** True if pods can be created in the namespace default: its service account is there. */
export async function isNamespaceReady(api: ApiClient): Promise<boolean> {
  await api.json('/api/v1/namespaces/default/serviceaccounts/default');
  return true;
}
