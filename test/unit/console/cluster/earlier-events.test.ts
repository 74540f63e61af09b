import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { API } from '../../../../src/api/meshinstall.ts';
import { earlierEvents } from '../../../../src/console/cluster/earlier-events.ts';
import type { KindRef, KubeClient, ListOptions } from '../../../../src/kube/operations.ts';

const SUBJECT = { apiVersion: API.apiVersion, kind: API.kind, name: 'mesh', uid: 'uid' };

const eventObject = (more: Readonly<Record<string, unknown>> = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'mesh.1', namespace: 'default' },
  involvedObject: SUBJECT,
  type: 'Normal',
  reason: 'Ready',
  message: 'all components are ready',
  lastTimestamp: '2026-11-28T11:00:00Z',
  ...more,
});

/** An apiserver that has these Events; what it was asked. */
function clusterWith(items: readonly Manifest[]) {
  const asked: (ListOptions & KindRef)[] = [];
  const list = ((kind: KindRef, options: ListOptions) => {
    asked.push({ ...kind, ...options });
    const kept = items.flatMap((item) => options.transform?.(item) ?? []);
    return Promise.resolve({ items: kept, resourceVersion: '1', kept });
  }) as unknown as KubeClient['list'];
  return { client: { list }, asked };
}

describe('events of before', () => {
  it('are read for all meshes in one list, of nothing but MeshInstalls, where the operator writes them', async () => {
    const { client, asked } = clusterWith([eventObject()]);
    expect(await earlierEvents(client)).toEqual([
      {
        mesh: 'mesh',
        uid: 'uid',
        told: { type: 'Normal', reason: 'Ready', message: 'all components are ready', at: '2026-11-28T11:00:00.000Z' },
      },
    ]);
    expect(asked).toMatchObject([
      { kind: 'Event', namespace: 'default', fieldSelector: 'involvedObject.kind=MeshInstall' },
    ]);
  });

  it('have the time that whoever wrote them has given', async () => {
    const { client } = clusterWith([
      eventObject({ lastTimestamp: null, eventTime: '2026-11-28T10:00:00.123456Z' }),
      eventObject({
        lastTimestamp: undefined,
        metadata: { name: 'x', namespace: 'default', creationTimestamp: '2026-11-28T09:00:00Z' },
      }),
    ]);
    const times = (await earlierEvents(client)).map(({ told }) => told.at);
    expect(times).toEqual(['2026-11-28T10:00:00.123Z', '2026-11-28T09:00:00.000Z']);
  });

  it('are none that are about another kind of the name, or are no events as we write them', async () => {
    const { client } = clusterWith([
      eventObject({ involvedObject: { ...SUBJECT, apiVersion: 'elsewhere.example/v1' } }),
      eventObject({ involvedObject: undefined }),
      eventObject({ involvedObject: { ...SUBJECT, uid: undefined } }),
      eventObject({ type: 'Alarming' }),
      eventObject({ lastTimestamp: 'never' }),
    ]);
    expect(await earlierEvents(client)).toEqual([]);
  });

  it('are bounded, however many somebody has written', async () => {
    const { client } = clusterWith(Array.from({ length: 25_000 }, () => eventObject()));
    expect(await earlierEvents(client)).toHaveLength(20_000);
  });
});
