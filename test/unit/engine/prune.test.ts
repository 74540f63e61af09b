import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LABELS } from '../../../src/api/components.ts';
import type { Manifest, ObjectMeta } from '../../../src/api/manifest.ts';
import { isKept } from '../../../src/core/ownership/kept.ts';
import { idOf } from '../../../src/core/model/object-id.ts';
import { OWNER_ANNOTATION } from '../../../src/core/ownership/ownership.ts';
import { prune, type PruneResult, type PruneContext } from '../../../src/engine/prune.ts';
import type { ServedKind } from '../../../src/kube/operations.ts';
import { anyRef } from '../../support/objects.ts';
import { RecordingClient, refusal } from '../../support/recording-client.ts';

const owner = { mesh: 'mesh', uid: 'uid-1' };
const OURS: Partial<ObjectMeta> = {
  labels: { [LABELS.mesh]: 'mesh' },
  annotations: { [OWNER_ANNOTATION]: 'uid-1' },
};
const object = (metadata: Partial<ObjectMeta> = OURS, kind = 'Service'): Manifest => {
  return { apiVersion: 'v1', kind, metadata: { name: 'a', namespace: 'ns', uid: 'uid-a', ...metadata } };
};
const ID = 'v1/Service/ns/a';

const servedAs = (apiVersion: string, kind: string): ServedKind => ({
  apiVersion,
  kind,
  resource: `${kind.toLowerCase()}s`,
  namespaced: true,
  subresources: [],
});

const pruned = (
  client: RecordingClient,
  ids: readonly string[],
  more: Partial<PruneContext> = {},
): Promise<PruneResult[]> => prune({ client: client.kube, owner, signal: new AbortController().signal, ...more }, ids);

describe('pruning', () => {
  it('deletes what is ours, and exactly the object that it saw', async () => {
    const client = new RecordingClient([object()]);
    expect(await pruned(client, [ID])).toEqual([{ id: ID, result: 'deleted' }]);
    expect(client.requests.at(-1)).toMatchObject({
      verb: 'delete',
      options: { preconditions: { uid: 'uid-a' }, propagationPolicy: 'Background' },
    });
  });

  it('waits for pods when it is told to, and for nothing else', async () => {
    const policyFor = async (kind: string): Promise<unknown> => {
      const client = new RecordingClient([object(OURS, kind)]);
      await pruned(client, [`v1/${kind}/ns/a`], { foreground: true });
      return client.requests.at(-1)?.options;
    };
    for (const kind of ['Deployment', 'DaemonSet']) {
      expect(await policyFor(kind)).toMatchObject({ propagationPolicy: 'Foreground' });
    }
    expect(await policyFor('Service')).toMatchObject({ propagationPolicy: 'Background' });
    const client = new RecordingClient([object(OURS, 'Deployment')]);
    await pruned(client, ['v1/Deployment/ns/a']);
    expect(client.requests.at(-1)?.options).toMatchObject({ propagationPolicy: 'Background' });
  });

  it('reads no more of an object than its metadata, and can be cut short', async () => {
    const client = new RecordingClient([object()]);
    const { signal } = new AbortController();
    await pruned(client, [ID], { signal });
    expect(client.requests.map(({ options }) => options)).toEqual([
      { metadataOnly: true, signal },
      expect.objectContaining({ signal }),
    ]);
    await expect(pruned(client, [ID], { signal: AbortSignal.abort(new Error('over')) })).rejects.toThrow('over');
  });

  it('deletes what came without a uid by its name', async () => {
    const { uid: _, ...metadata } = object().metadata;
    const client = new RecordingClient([{ ...object(), metadata }]);
    expect(await pruned(client, [ID])).toEqual([{ id: ID, result: 'deleted' }]);
    expect(client.requests.at(-1)?.options).toMatchObject({ preconditions: {} });
    expect((client.requests.at(-1)?.options as { preconditions: object }).preconditions).not.toHaveProperty('uid');
    const runtimeObjects = new Set(['uid-a']);
    const nobodys = new RecordingClient([{ ...object(), metadata: { name: 'a', namespace: 'ns' } }]);
    expect(await pruned(nobodys, [ID], { runtimeObjects })).toEqual([
      { id: ID, result: 'skipped', why: 'no longer carries the label and owner of this mesh' },
    ]);
  });

  it('says whose finalizers hold what is going, and tells those of Kubernetes apart', async () => {
    const going = async (finalizers: string[]) => {
      const client = new RecordingClient([object({ ...OURS, deletionTimestamp: 'now', finalizers })]);
      return (await pruned(client, [ID]))[0];
    };
    expect(await going(['a/b', 'orphan', 'c/d'])).toEqual({
      id: ID,
      result: 'pending',
      why: 'is held by finalizer a/b, c/d',
      heldBy: ['a/b', 'c/d'],
    });
    expect(await going(['foregroundDeletion', 'orphan'])).toEqual({
      id: ID,
      result: 'pending',
      why: 'is being deleted',
    });
  });

  it('deletes what programs of the mesh made, known by its uid', async () => {
    const runtimeObjects = new Set(['uid-a']);
    expect(await pruned(new RecordingClient([object({})]), [ID], { runtimeObjects })).toEqual([
      { id: ID, result: 'deleted' },
    ]);
    const another = new RecordingClient([object({ uid: 'uid-b' })]);
    expect(await pruned(another, [ID], { runtimeObjects })).toMatchObject([{ result: 'skipped' }]);
  });

  it('finds an object whose version of the API went with an upgrade of the cluster', async () => {
    const served = ['policy/v1', 'other/v1'].map((apiVersion) => servedAs(apiVersion, 'PodDisruptionBudget'));
    const live = { ...object(OURS, 'PodDisruptionBudget'), apiVersion: 'policy/v1' };
    const client = new RecordingClient([live], served);
    const id = 'policy/v1beta1/PodDisruptionBudget/ns/a';
    expect(await pruned(client, [id])).toEqual([{ id, result: 'deleted' }]);
    expect(client.writes).toEqual(['delete policy/v1/PodDisruptionBudget/ns/a']);
  });

  it.each([
    ['of another mesh', { ...OURS, labels: { [LABELS.mesh]: 'other' } }],
    ['of an earlier MeshInstall', { ...OURS, annotations: { [OWNER_ANNOTATION]: 'uid-0' } }],
    ['without our label', { annotations: OURS.annotations ?? {} }],
    ['without an owner', { labels: OURS.labels ?? {} }],
    ['that somebody else made', {}],
  ])('keeps an object %s', async (_what, metadata) => {
    const client = new RecordingClient([object(metadata)]);
    expect(await pruned(client, [ID])).toMatchObject([{ result: 'skipped' }]);
    expect(client.writes).toEqual([]);
  });

  it('keeps a ReplicaSet that its Deployment controls, and nothing else for being controlled', async () => {
    const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'd', uid: 'u', controller: true }];
    const result = async (kind: string, references: typeof ownerReferences) => {
      const client = new RecordingClient([object({ ...OURS, ownerReferences: references }, kind)]);
      return pruned(client, [`v1/${kind}/ns/a`]);
    };
    const second = { ...ownerReferences[0]!, uid: 'v', controller: false };
    const why = 'goes with what controls it';
    expect(await result('ReplicaSet', ownerReferences)).toMatchObject([{ result: 'skipped', why }]);
    expect(await result('ReplicaSet', [second, ...ownerReferences])).toMatchObject([{ result: 'skipped' }]);
    expect(await result('ReplicaSet', [second])).toMatchObject([{ result: 'deleted' }]);
    expect(await result('ReplicaSet', [])).toMatchObject([{ result: 'deleted' }]);
    expect(await result('Service', ownerReferences)).toMatchObject([{ result: 'deleted' }]);
    const without = new RecordingClient([object(OURS, 'ReplicaSet')]);
    expect(await pruned(without, ['v1/ReplicaSet/ns/a'])).toMatchObject([{ result: 'deleted' }]);
  });

  it.each([
    'v1/Namespace//ns',
    'v1/Secret/ns/istio-ca-secret',
    'v1/PersistentVolumeClaim/ns/a',
    'apiextensions.k8s.io/v1/CustomResourceDefinition//gateways.networking.istio.io',
  ])('does not even ask for %s, though it is ours', async (id) => {
    const client = new RecordingClient();
    expect(await pruned(client, [id])).toEqual([{ id, result: 'skipped', why: 'is kept on purpose' }]);
    expect(client.requests).toEqual([]);
  });

  it('tells what is gone, what is going and what was replaced', async () => {
    expect(await pruned(new RecordingClient(), [ID])).toEqual([{ id: ID, result: 'notFound' }]);
    const going = new RecordingClient([object({ ...OURS, deletionTimestamp: 'now' })]);
    expect(await pruned(going, [ID])).toMatchObject([{ result: 'pending', why: 'is being deleted' }]);
    expect(going.writes).toEqual([]);
    const replaced = new RecordingClient([object()]);
    replaced.refusals.set(`delete ${ID}`, [refusal(409, 'Conflict')]);
    expect(await pruned(replaced, [ID])).toMatchObject([{ result: 'pending', why: 'was replaced meanwhile' }]);
  });

  it('tells what it was refused beside what became of the others', async () => {
    const other = object({ ...OURS, name: 'b' });
    const client = new RecordingClient([object(), other]);
    const forbidden = refusal(403, 'Forbidden');
    client.refusals.set(`delete ${ID}`, [forbidden]);
    expect(await pruned(client, [ID, idOf(other)])).toEqual([
      { id: ID, result: 'failed', error: forbidden },
      { id: idOf(other), result: 'deleted' },
    ]);
  });

  it('never deletes what does not say that it is ours, whatever the cluster holds', async () => {
    const metadata = fc.record({
      labels: fc.constantFrom(undefined, {}, { [LABELS.mesh]: 'mesh' }, { [LABELS.mesh]: 'other' }),
      annotations: fc.constantFrom(undefined, {}, { [OWNER_ANNOTATION]: 'uid-1' }, { [OWNER_ANNOTATION]: 'uid-0' }),
    });
    const given = fc.uniqueArray(fc.tuple(anyRef(), metadata), { selector: ([ref]) => idOf(ref), maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(given, async (entries) => {
        const objects = entries.map(([{ apiVersion, kind, ...names }, said]): Manifest => {
          return {
            apiVersion,
            kind,
            metadata: { ...names, uid: 'x', ...(JSON.parse(JSON.stringify(said)) as object) },
          };
        });
        const client = new RecordingClient(objects);
        const results = await pruned(client, objects.map(idOf));
        const mine = objects.filter((one) => isMarked(one) && !isKept(one)).map(idOf);
        expect(client.writes.sort()).toEqual(mine.map((id) => `delete ${id}`).sort());
        expect(results.filter(({ result }) => result === 'deleted').map(({ id }) => id)).toEqual(mine);
      }),
    );
  });
});

const isMarked = ({ metadata: { labels, annotations } }: Manifest): boolean =>
  labels?.[LABELS.mesh] === 'mesh' && annotations?.[OWNER_ANNOTATION] === 'uid-1';
