import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { readWhereabouts } from '../../../../src/cli/migrate/whereabouts.ts';
import { ApiError } from '../../../../src/kube/errors.ts';
import type { KubeClient, KindRef, ListOptions } from '../../../../src/kube/operations.ts';

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'web',
    namespace: 'shop',
    managedFields: [],
    annotations: { note: 'long', 'sidecar.istio.io/status': '{}' },
  },
  spec: { containers: [{ name: 'istio-proxy', image: 'proxyv2:1.4.10', env: [{ name: 'TOKEN', value: 'hush' }] }] },
  status: { phase: 'Running', podIP: '10.0.0.1' },
} as unknown as Manifest;

function cluster(mayReadWebhooks: boolean): { client: KubeClient; lists: string[] } {
  const lists: string[] = [];
  const list = ({ kind }: KindRef, options: ListOptions) => {
    lists.push(`${kind} ${options.fieldSelector ?? ''} ${options.namespace ?? ''}`.trim());
    if (kind.endsWith('Configuration') && !mayReadWebhooks)
      return Promise.reject(
        new ApiError({ code: 403, reason: 'Forbidden', verb: 'list', target: kind, serverMessage: 'no' }),
      );
    const items = kind === 'Pod' ? [options.transform?.(POD)] : [];
    return Promise.resolve({ items, resourceVersion: '1' });
  };
  return { client: { list } as unknown as KubeClient, lists };
}

describe('what is read of where pods are', () => {
  it('is what tells whose proxy they have, and nothing else of them', async () => {
    const { objects, knowsInjectors } = await readWhereabouts(cluster(true).client);
    expect(knowsInjectors).toBe(true);
    expect(objects).toEqual([
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'web', namespace: 'shop', annotations: { 'sidecar.istio.io/status': '{}' } },
        spec: { containers: [{ name: 'istio-proxy', image: 'proxyv2:1.4.10' }], initContainers: [] },
        status: { phase: 'Running' },
      },
    ]);
  });

  it('goes on without webhooks where they may not be listed', async () => {
    expect((await readWhereabouts(cluster(false).client)).knowsInjectors).toBe(false);
  });

  it('is of one namespace where one is asked for', async () => {
    const { client, lists } = cluster(true);
    await readWhereabouts(client, 'shop');
    expect(lists).toContain('Pod status.phase!=Succeeded,status.phase!=Failed shop');
    expect(lists).toContain('Namespace metadata.name=shop');
  });
});
