import { describe, expect, it } from '@jest/globals';
import { LABELS } from '../../../src/api/components.ts';
import type { Manifest } from '../../../src/api/manifest.ts';
import { orphan } from '../../../src/engine/orphan.ts';
import type { KubeClient } from '../../../src/kube/operations.ts';
import { RecordingClient, refusal } from '../../support/recording-client.ts';

const NAMESPACE = 'istio-system';
const DEPLOYMENT = 'apps/v1/Deployment/istio-system/gateway';
const live: Manifest = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'gateway', namespace: NAMESPACE, uid: 'uid-d' },
  spec: { replicas: 3, selector: { matchLabels: { app: 'gateway', istio: 'old' } } },
};
const replicaSet = (name: string, uid: string): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: {
    name,
    namespace: NAMESPACE,
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'gateway', uid, controller: true }],
  },
});

/** Orphans the Deployment; gives the steps in order, that of recording among them. */
async function steps(client: RecordingClient): Promise<string[]> {
  const seen: string[] = [];
  const list: KubeClient['list'] = <T>(_kind: unknown, options: { labelSelector?: string } = {}) => {
    seen.push(`list ${options.labelSelector ?? ''}`);
    return Promise.resolve({
      items: [replicaSet('a', 'uid-d'), replicaSet('b', 'another')] as T[],
      resourceVersion: '',
    });
  };
  const kube = Object.assign(client, { list }).kube;
  const record = (ids: readonly string[]): Promise<void> => {
    seen.push(`record ${ids.join()}`, ...client.writes);
    return Promise.resolve();
  };
  await orphan({ client: kube, owner: { mesh: 'mesh', uid: 'u' }, signal: new AbortController().signal, record }, live);
  return [...seen, ...client.writes];
}

describe('orphaning a Deployment', () => {
  it('records its ReplicaSets before it marks them, and marks them before it deletes it', async () => {
    const client = new RecordingClient([live]);
    const id = 'apps/v1/ReplicaSet/istio-system/a';
    expect(await steps(client)).toEqual([
      'list app=gateway,istio=old',
      `record ${id}`,
      `patch ${id}`,
      `delete ${DEPLOYMENT}`,
    ]);
    expect(client.requests.at(0)?.body).toMatchObject({
      metadata: {
        annotations: { 'meshwright.dev/orphaned-from': 'gateway', 'meshwright.dev/orphaned-replicas': '3' },
      },
    });
    expect(client.requests.at(-1)?.options).toMatchObject({
      propagationPolicy: 'Orphan',
      preconditions: { uid: 'uid-d' },
    });
  });

  it('marks what the Deployment left as ours, wherever it was and whoever else owns it', async () => {
    const client = new RecordingClient([live]);
    await steps(client);
    const { body, options } = client.requests[0] ?? {};
    expect(body).toMatchObject({
      metadata: { labels: { [LABELS.mesh]: 'mesh' }, annotations: { 'meshwright.dev/owner': 'u' } },
    });
    expect(options).toMatchObject({ type: 'merge', fieldManager: 'meshwright' });
  });

  it('deletes whichever Deployment is there where its uid is not known, and asks in its own namespace', async () => {
    const { uid: _, ...metadata } = live.metadata;
    const client = new RecordingClient([live]);
    const asked: unknown[] = [];
    const items = [
      { metadata: { name: 'free' } },
      { metadata: { name: 'two', ownerReferences: [{ uid: 'other' }, { uid: 'uid-d' }] } },
    ];
    const list = (...request: unknown[]) => {
      asked.push(request);
      return Promise.resolve({ items, resourceVersion: '' });
    };
    const recorded: (readonly string[])[] = [];
    const record = (ids: readonly string[]): Promise<void> => Promise.resolve(void recorded.push(ids));
    const context = { client: Object.assign(client, { list }).kube, owner: { mesh: 'mesh', uid: 'u' }, record };
    const { signal } = new AbortController();
    await orphan({ ...context, signal }, live);
    expect(recorded).toEqual([['apps/v1/ReplicaSet/istio-system/two']]);
    expect(asked).toEqual([
      [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet' },
        { namespace: NAMESPACE, labelSelector: 'app=gateway,istio=old', metadataOnly: true, signal },
      ],
    ]);
    await orphan({ ...context, signal }, { ...live, metadata });
    expect(client.requests.at(-1)?.options).toMatchObject({ preconditions: {} });
  });

  it('fails when it may not delete the Deployment', async () => {
    const client = new RecordingClient([live]);
    const forbidden = refusal(403, 'Forbidden');
    client.refusals.set(`delete ${DEPLOYMENT}`, [forbidden]);
    await expect(steps(client)).rejects.toBe(forbidden);
  });

  it('leaves a Deployment that somebody else recreated meanwhile to another pass', async () => {
    const client = new RecordingClient([live]);
    client.refusals.set(`delete ${DEPLOYMENT}`, [refusal(409, 'Conflict')]);
    await expect(steps(client)).resolves.toContain(`delete ${DEPLOYMENT}`);
    expect(client.objects.has(DEPLOYMENT)).toBe(true);
  });
});
