import { describe, expect, it } from '@jest/globals';
import { FINALIZER } from '../../../../src/api/meshinstall.ts';
import { DELETION_BOUND_MS } from '../../../../src/core/deletion/steps.ts';
import { idOf } from '../../../../src/core/model/object-id.ts';
import { reconcile } from '../../../../src/operator/reconcile/reconciler.ts';
import { meshInstall, ours, PassCluster } from '../../../support/pass-cluster.ts';
import { refusal } from '../../../support/recording-client.ts';

const WEBHOOK = ours('MutatingWebhookConfiguration', 'istio-sidecar-injector', 'injector');
const PILOT = ours('Deployment', 'istio-pilot', 'pilot');
const CITADEL = ours('Deployment', 'istio-citadel', 'citadel');
const OBJECTS = [WEBHOOK, PILOT, CITADEL];

/** A mesh that is being deleted: a day ago by the clock of the apiserver. */
function deleting(finalizers = [FINALIZER]): PassCluster {
  const install = meshInstall({ status: { inventory: OBJECTS.map(idOf) } }, { finalizers });
  const cluster = new PassCluster([install, ...OBJECTS]);
  const deletionTimestamp = new Date(cluster.clock.now() - 24 * 60 * 60_000).toISOString();
  cluster.put({ ...install, metadata: { ...install.metadata, deletionTimestamp } });
  return cluster;
}

const deletesOf = ({ writes }: PassCluster): string[] => writes.filter((write) => write.startsWith('delete'));
const conditionOf = (cluster: PassCluster, type: string) =>
  cluster.mesh().status?.conditions?.find((condition) => condition.type === type);
const reasonsOf = ({ events }: PassCluster): string[] => events.map(({ reason }) => reason);

describe('a pass over a MeshInstall that is deleted', () => {
  it('carries out one step and waits until a later look finds its objects gone', async () => {
    const cluster = deleting();
    const deletes = ['delete MutatingWebhookConfiguration istio-sidecar-injector', 'delete Deployment istio-pilot'];
    await reconcile(cluster.pass());
    expect(deletesOf(cluster)).toEqual(deletes.slice(0, 1));
    expect(cluster.mesh().status).toMatchObject({ phase: 'Deleting' });
    expect(conditionOf(cluster, 'Ready')).toMatchObject({
      reason: 'Deleting',
      message: expect.stringMatching(/1 object/),
    });
    await reconcile(cluster.pass());
    expect(deletesOf(cluster)).toEqual(deletes);
  });

  it('lets it go when all steps are done', async () => {
    const cluster = deleting();
    for (let pass = 0; pass <= OBJECTS.length; pass++) await reconcile(cluster.pass());
    expect(cluster.objects.size).toBe(0);
    expect(reasonsOf(cluster)).toEqual(['Deleted']);
  });

  it.each([
    ['Keep', ['istio-security'], /ConfigMap istio-system\/istio-security/],
    ['Delete', [], /kept on purpose: Namespace istio-system, Secrets/],
  ] as const)('%ss what citadel left of its root with the authority, and tells', async (wish, stays, message) => {
    const cluster = deleting();
    const { metadata, ...rest } = cluster.mesh();
    cluster.put({ ...rest, metadata, spec: { version: '1.4.10', deletion: { certificateAuthority: wish } } });
    for (const name of ['istio-security', 'istio-ingress-controller-leader-istio'])
      cluster.put({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'istio-system' } });
    for (let pass = 0; pass <= OBJECTS.length; pass++) await reconcile(cluster.pass());
    expect([...cluster.objects.values()].map(({ metadata: { name } }) => name)).toEqual(stays);
    expect(cluster.events.find(({ reason }) => reason === 'Deleted')?.message).toMatch(message);
  });

  it('says in Ready and Stalled, and once as an event, what refuses it', async () => {
    const cluster = deleting();
    cluster.always.set('delete MutatingWebhookConfiguration istio-sidecar-injector', refusal(403, 'Forbidden'));
    for (let pass = 0; pass < 3; pass++) await reconcile(cluster.pass());
    const message = expect.stringMatching(/^deleting .*istio-sidecar-injector could not be deleted: Forbidden/);
    expect(conditionOf(cluster, 'Ready')).toMatchObject({ status: 'False', reason: 'Forbidden', message });
    expect(conditionOf(cluster, 'Stalled')).toMatchObject({ status: 'True', reason: 'Forbidden', message });
    expect(reasonsOf(cluster)).toEqual(['Forbidden']);
    cluster.always.clear();
    await reconcile(cluster.pass());
    expect(conditionOf(cluster, 'Stalled')).toMatchObject({ status: 'False' });
  });

  it('names the finalizer of somebody else that holds an object', async () => {
    const cluster = deleting();
    const metadata = { ...WEBHOOK.metadata, deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['example.test/x'] };
    cluster.put({ ...WEBHOOK, metadata });
    await reconcile(cluster.pass());
    const message = expect.stringMatching(
      /is held by finalizer example\.test\/x; the MeshInstall goes without it after 5/,
    );
    expect(conditionOf(cluster, 'Stalled')).toMatchObject({ reason: 'HeldByFinalizer', message });
  });

  it.each([
    ['an object', 'delete Deployment istio-pilot', /istio-pilot could not be deleted: Forbidden/],
    ['looking at an object', 'get Deployment istio-pilot', /istio-pilot could not be deleted: Forbidden/],
    ['the Secrets that are to go', 'list Secret', /Secrets istio\.\* of workloads could not be deleted: Forbidden/],
    ['the authority that is to go', 'delete Secret istio-ca-secret', /istio-ca-secret could not be deleted: Forbidden/],
  ])('lets it go when its time is over, although %s is refused', async (_what, request, message) => {
    const cluster = deleting();
    const { metadata, ...rest } = cluster.mesh();
    const deletion = { injectedSecrets: 'Delete', certificateAuthority: 'Delete' } as const;
    cluster.put({ ...rest, metadata, spec: { version: '1.4.10', deletion } });
    cluster.always.set(request, refusal(403, 'Forbidden'));
    for (let pass = 0; pass < 5; pass++) await reconcile(cluster.pass());
    expect(conditionOf(cluster, 'Stalled')).toMatchObject({ status: 'True', reason: 'Forbidden' });
    await cluster.clock.advance(DELETION_BOUND_MS);
    await reconcile(cluster.pass());
    expect(() => cluster.mesh()).toThrow();
    const incomplete = cluster.events.find(({ reason }) => reason === 'DeletionIncomplete');
    expect(incomplete?.message).toMatch(message);
  });

  it('counts its time from its own first look, whatever time the apiserver wrote down', async () => {
    const cluster = deleting();
    await reconcile(cluster.pass());
    expect(deletesOf(cluster)).toHaveLength(1);
    await cluster.clock.advance(DELETION_BOUND_MS - 1234);
    const { requeueAfterMs } = await reconcile(cluster.pass());
    expect(requeueAfterMs).toBe(1234);
  });

  it('tries again soon what was refused, for no event tells when it would be taken', async () => {
    const cluster = deleting();
    cluster.answers.set('delete Deployment istio-system/istio-pilot', [refusal(403, 'Forbidden')]);
    const { requeueAfterMs } = await reconcile(cluster.pass());
    expect(requeueAfterMs).toBe(10_000);
  });

  it('lets it go when its time is over, although its inventory is not readable', async () => {
    const cluster = deleting();
    cluster.put({ ...cluster.mesh(), status: { inventory: ['nonsense'] } });
    await expect(reconcile(cluster.pass())).rejects.toThrow(/not an object id/);
    expect(conditionOf(cluster, 'Stalled')).toMatchObject({ status: 'True', reason: 'ReconcileFailed' });
    await cluster.clock.advance(DELETION_BOUND_MS);
    await reconcile(cluster.pass());
    expect(() => cluster.mesh()).toThrow();
  });

  it('says that its finalizer cannot be removed', async () => {
    const cluster = deleting();
    for (const object of OBJECTS) cluster.objects.delete(idOf(object));
    cluster.put({ ...cluster.mesh(), status: { inventory: [] } });
    cluster.always.set('patch MeshInstall mesh', refusal(403, 'Forbidden'));
    await expect(reconcile(cluster.pass())).rejects.toThrow(/Forbidden/);
    expect(conditionOf(cluster, 'Stalled')).toMatchObject({ status: 'True', reason: 'Forbidden' });
  });

  it('tells that the mesh is gone once, however often its finalizer cannot be removed', async () => {
    const cluster = deleting();
    for (const object of OBJECTS) cluster.objects.delete(idOf(object));
    cluster.put({ ...cluster.mesh(), status: { inventory: [] } });
    cluster.always.set('patch MeshInstall mesh', refusal(403, 'Forbidden'));
    for (let pass = 0; pass < 3; pass++) await expect(reconcile(cluster.pass())).rejects.toThrow(/Forbidden/);
    cluster.always.clear();
    await reconcile(cluster.pass());
    expect(() => cluster.mesh()).toThrow();
    expect(reasonsOf(cluster).filter((reason) => reason === 'Deleted')).toEqual(['Deleted']);
  });

  it('says whose finalizer holds the MeshInstall when the mesh is gone', async () => {
    const cluster = deleting([FINALIZER, 'example.test/x']);
    for (let pass = 0; pass < 6; pass++) await reconcile(cluster.pass());
    expect(cluster.mesh().metadata.finalizers).toEqual(['example.test/x']);
    expect(conditionOf(cluster, 'Ready')).toMatchObject({
      reason: 'Deleting',
      message: 'the mesh is removed; MeshInstall mesh waits for finalizer example.test/x',
    });
    expect(reasonsOf(cluster)).toEqual(['Deleted']);
  });
});
