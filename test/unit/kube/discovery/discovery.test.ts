import { afterEach, describe, expect, it } from '@jest/globals';
import { createKubeClient } from '../../../../src/kube/client.ts';
import { KindNotServedError } from '../../../../src/kube/errors.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { json, startFaultyServer, status, type Answer } from '../../../support/faulty-server.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function connect(answers: Record<string, Answer[]>) {
  const server = await startFaultyServer(answers);
  const client = createKubeClient({ kubeConfig: server.kubeConfig, userAgent: 'test', clock: new FakeClock() });
  cleanups.push(server.stop, () => client.close());
  return client;
}

describe('discovery', () => {
  const group = (kinds: [string, string][]) =>
    json({
      kind: 'APIGroupDiscoveryList',
      items: [
        {
          metadata: { name: 'apps' },
          versions: [
            {
              version: 'v1',
              resources: kinds.map(([kind, resource]) => ({ resource, responseKind: { kind }, scope: 'Namespaced' })),
            },
          ],
        },
      ],
    });

  it('asks once for all kinds, and once more, after a pause, for an unknown one', async () => {
    const server = await startFaultyServer({
      '/apis': [
        group([['A', 'as']]),
        group([
          ['A', 'as'],
          ['B', 'bs'],
        ]),
      ],
    });
    const clock = new FakeClock();
    const client = createKubeClient({ kubeConfig: server.kubeConfig, userAgent: 'test', clock });
    cleanups.push(server.stop, () => client.close());
    const { discovery } = client;
    expect(await discovery.kind({ apiVersion: 'apps/v1', kind: 'A' })).toMatchObject({
      resource: 'as',
      namespaced: true,
    });
    await expect(discovery.kind({ apiVersion: 'apps/v1', kind: 'B' })).rejects.toBeInstanceOf(KindNotServedError);
    expect(server.received).toHaveLength(1);
    await clock.advance(1000);
    expect(await discovery.kind({ apiVersion: 'apps/v1', kind: 'B' })).toMatchObject({ resource: 'bs' });
    expect(server.received).toHaveLength(2);
  });

  it('reads group by group where the server has no aggregated document', async () => {
    const client = await connect({
      '/apis': [
        json({
          kind: 'APIGroupList',
          groups: [{ versions: [{ groupVersion: 'apps/v1' }] }, { versions: [{ groupVersion: 'down/v1' }] }],
        }),
      ],
      '/apis/apps/v1': [
        json({
          resources: [
            { name: 'as', kind: 'A', namespaced: false },
            { name: 'as/status', kind: 'A', namespaced: false },
          ],
        }),
      ],
      '/apis/down/v1': [status(503, 'ServiceUnavailable')],
      '/version': [json({ major: '1', minor: '21+', gitVersion: 'v1.21.14-gke.1' })],
    });
    const kind = await client.discovery.kind({ apiVersion: 'apps/v1', kind: 'A' });
    expect(kind).toEqual({
      apiVersion: 'apps/v1',
      kind: 'A',
      resource: 'as',
      namespaced: false,
      subresources: ['status'],
    });
    expect(await client.discovery.serverVersion()).toEqual({ major: 1, minor: 21, gitVersion: 'v1.21.14-gke.1' });
    const served = (await client.discovery.servedKinds()).map((each) => `${each.apiVersion} ${each.kind}`);
    expect(served).toEqual([...served].sort());
    expect(served).toContain('v1 Pod');
  });
});
