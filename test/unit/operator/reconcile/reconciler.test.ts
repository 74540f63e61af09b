import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { identityOf, idOf } from '../../../../src/core/model/object-id.ts';
import { KindNotServedError } from '../../../../src/kube/errors.ts';
import { reconcile } from '../../../../src/operator/reconcile/reconciler.ts';
import { meshInstall, ours, PassCluster } from '../../../support/pass-cluster.ts';
import { refusal } from '../../../support/recording-client.ts';

const SETTINGS = ['a', 'b', 'c'].map((name) => ours('ConfigMap', name));
const conditionOf = (cluster: PassCluster, type: string) =>
  cluster.mesh().status?.conditions?.find((condition) => condition.type === type);
const warnings = ({ events }: PassCluster) => events.filter(({ type }) => type === 'Warning');

describe('a pass that applies', () => {
  it('leaves citadel as it is while the authority that it is to sign with is missing, and says how to make it', async () => {
    const volumes = [{ name: 'cacerts', secret: { secretName: 'cacerts' } }];
    const citadel = ours('Deployment', 'istio-citadel', 'citadel');
    const cluster = new PassCluster([meshInstall(), { ...citadel, spec: { template: {} } }]);
    const wanted = { ...citadel, spec: { template: { spec: { volumes } } } };
    await reconcile(cluster.pass([...SETTINGS, wanted]));
    expect(cluster.writes).toContain('apply ConfigMap a');
    expect(cluster.writes).not.toContain('apply Deployment istio-citadel');
    const message = expect.stringMatching(/cacerts: it does not exist; create it: kubectl create secret/) as unknown;
    expect(cluster.mesh().status?.waitingFor).toMatchObject([{ part: 'citadel', notBegun: true, message }]);
    expect(warnings(cluster)).toContainEqual(expect.objectContaining({ reason: 'Waiting', message }));
  });

  it('records finalizer and inventory before the first object is written', async () => {
    const cluster = new PassCluster([meshInstall({}, { finalizers: [] })]);
    await reconcile(cluster.pass(SETTINGS));
    expect(cluster.writes.slice(0, 3)).toEqual([
      'patch MeshInstall mesh',
      'status MeshInstall mesh',
      'apply ConfigMap a',
    ]);
    expect(cluster.mesh().status?.inventory).toEqual(SETTINGS.map(idOf));
  });

  it('does not call a mesh ready of which an object is being deleted, and repairs the rest', async () => {
    const cluster = new PassCluster([meshInstall()]);
    await reconcile(cluster.pass(SETTINGS));
    expect(conditionOf(cluster, 'Ready')).toMatchObject({ status: 'True' });
    const [first, second] = SETTINGS as [Manifest, Manifest];
    cluster.put({
      ...first,
      metadata: { ...first.metadata, deletionTimestamp: '2026-06-01T00:00:00Z', finalizers: ['example.com/keep'] },
    });
    cluster.objects.delete(identityOf(second));
    cluster.writes.length = 0;
    await reconcile(cluster.pass(SETTINGS));
    expect(cluster.writes).toContain('apply ConfigMap b');
    expect(conditionOf(cluster, 'Ready')).toMatchObject({
      status: 'False',
      message: expect.stringMatching(
        /ConfigMap istio-system\/a: is being deleted since 2026.*; held by example.com\/keep/,
      ) as unknown,
    });
    cluster.put(first);
    await reconcile(cluster.pass(SETTINGS));
    expect(conditionOf(cluster, 'Ready')).toMatchObject({ status: 'True' });
  });

  it('writes no object when the inventory cannot be recorded', async () => {
    const cluster = new PassCluster([meshInstall()]);
    cluster.always.set('status MeshInstall mesh', refusal(413, 'RequestEntityTooLarge'));
    await expect(reconcile(cluster.pass(SETTINGS))).rejects.toThrow();
    expect(cluster.writes.filter((write) => write.startsWith('apply'))).toEqual([]);
  });

  it('tells of every apply that failed, and throws', async () => {
    const cluster = new PassCluster([meshInstall()]);
    cluster.always.set('apply ConfigMap a', refusal(403, 'Forbidden'));
    cluster.always.set('apply ConfigMap c', refusal(422, 'Invalid'));
    await expect(reconcile(cluster.pass(SETTINGS))).rejects.toThrow(/Forbidden.*; Invalid/);
    expect(conditionOf(cluster, 'Ready')).toMatchObject({
      reason: 'Forbidden',
      message: expect.stringMatching(/; Inv/),
    });
    expect(cluster.writes).toContain('apply ConfigMap b');
  });

  it('tells of an amount that is probably a slip once, with an event and in the status, and goes on', async () => {
    const pilot = { resources: { requests: { memory: 100 } } };
    const cluster = new PassCluster([meshInstall({ spec: { version: '1.4.10', components: { pilot } } })]);
    await reconcile(cluster.pass(SETTINGS));
    await reconcile(cluster.pass(SETTINGS));
    const message = /^spec\.components\.pilot\.resources\.requests\.memory: 100: is 100 bytes; write 100Mi/;
    const told = expect.stringMatching(message) as unknown;
    expect(warnings(cluster)).toEqual([{ type: 'Warning', reason: 'Doubtful', message: told }]);
    expect(conditionOf(cluster, 'Accepted')).toMatchObject({ status: 'True', reason: 'Doubtful', message: told });
    expect(conditionOf(cluster, 'Ready')).toMatchObject({ status: 'True' });
  });

  it('says nothing of a conflict, and comes back', async () => {
    const cluster = new PassCluster([meshInstall()]);
    cluster.answers.set('apply ConfigMap b', [refusal(409, 'Conflict')]);
    expect(await reconcile(cluster.pass(SETTINGS))).toEqual({ requeueAfterMs: 1_000 });
    expect(warnings(cluster)).toEqual([]);
    expect(conditionOf(cluster, 'Ready')).toBeUndefined();
    await reconcile(cluster.pass(SETTINGS));
    expect(conditionOf(cluster, 'Accepted')).toMatchObject({ status: 'True' });
  });

  it('says nothing of kinds that the server does not list yet, and tells of them after a minute', async () => {
    const cluster = new PassCluster([meshInstall()]);
    for (const name of ['a', 'b']) {
      cluster.always.set(`apply ConfigMap ${name}`, new KindNotServedError({ apiVersion: 'v1', kind: 'ConfigMap' }));
    }
    expect(await reconcile(cluster.pass(SETTINGS))).toEqual({ requeueAfterMs: 1_000 });
    expect(warnings(cluster)).toEqual([]);
    await cluster.clock.advance(60_000);
    await expect(reconcile(cluster.pass(SETTINGS))).rejects.toThrow('the server does not serve ConfigMap of v1');
  });

  it('tells of conflicts that do not end within a minute', async () => {
    const cluster = new PassCluster([meshInstall()]);
    cluster.always.set('apply ConfigMap b', refusal(409, 'Conflict'));
    await reconcile(cluster.pass(SETTINGS));
    await cluster.clock.advance(60_000);
    await expect(reconcile(cluster.pass(SETTINGS))).rejects.toThrow(/Conflict/);
    expect(conditionOf(cluster, 'Ready')).toMatchObject({ status: 'False', reason: 'Conflict' });
  });

  it('does not overwrite a status that somebody wrote meanwhile', async () => {
    const cluster = new PassCluster([meshInstall()]);
    const pass = cluster.pass(SETTINGS);
    const failure = { generation: 1, from: '1.3.8', to: '1.4.10', step: 'pilot', outcome: 'Paused' };
    const newer = (): void => {
      const { status, ...install } = cluster.mesh();
      cluster.put({ ...install, status: { ...status, failure } });
    };
    // Just after the pass has read what it builds its report on.
    const seen = cluster.mesh();
    cluster.answers.set('status MeshInstall mesh', [() => undefined, newer]);
    expect(await reconcile({ ...pass, install: seen })).toEqual({ requeueAfterMs: 1_000 });
    expect(cluster.mesh().status).toMatchObject({ failure, inventory: SETTINGS.map(idOf) });
    expect(warnings(cluster)).toEqual([]);
  });
});

describe('a pass that observes', () => {
  const OBSERVED = { spec: { version: '1.4.10', management: 'Observe' } } as const;

  it('writes the status and nothing else, not even an event', async () => {
    const cluster = new PassCluster([meshInstall(OBSERVED, { finalizers: [] })]);
    await reconcile(cluster.pass(SETTINGS));
    expect(cluster.writes).toEqual(['status MeshInstall mesh']);
    expect(cluster.mesh().status).toMatchObject({ phase: 'Observing', inventory: [] });
    expect(cluster.events).toEqual([]);
  });

  it('reports what it failed at', async () => {
    const cluster = new PassCluster([meshInstall(OBSERVED)]);
    cluster.always.set('patch MeshInstall mesh', refusal(403, 'Forbidden'));
    await expect(reconcile(cluster.pass(SETTINGS))).rejects.toThrow(/Forbidden/);
    expect(conditionOf(cluster, 'Ready')).toMatchObject({ status: 'False', reason: 'Forbidden' });
  });

  it('lets a MeshInstall go that is deleted, and leaves the objects alone', async () => {
    const deleted = meshInstall(OBSERVED, { deletionTimestamp: '2026-01-01T00:00:00Z' });
    const cluster = new PassCluster([deleted, ...SETTINGS]);
    expect(await reconcile(cluster.pass(SETTINGS))).toEqual({});
    expect(cluster.writes).toEqual(['patch MeshInstall mesh']);
    expect(cluster.objects.size).toBe(SETTINGS.length);
  });
});
