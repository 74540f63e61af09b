import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { TRUCE_MS } from '../../../../src/core/drift/contest.ts';
import { reconcile } from '../../../../src/operator/reconcile/reconciler.ts';
import { meshInstall, ours, PassCluster } from '../../../support/pass-cluster.ts';

const withSpec = (object: Manifest, spec: object): Manifest => ({ ...object, spec });
const POD = { selector: {}, template: {} };
const READY = { replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 };
const PILOT = {
  ...withSpec(ours('Deployment', 'istio-pilot', 'pilot'), { replicas: 1, ...POD }),
  status: { ...READY, conditions: [{ type: 'Available', status: 'True' }] },
};
const SCALER: Manifest = {
  apiVersion: 'autoscaling/v1',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'theirs', namespace: 'istio-system' },
  spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'istio-pilot' } },
};

/** A cluster in which these objects are installed. */
async function installed(...objects: Manifest[]) {
  const cluster = new PassCluster([meshInstall()]);
  const pass = () => reconcile(cluster.pass(objects));
  await pass();
  await pass();
  cluster.events.length = 0;
  return { cluster, pass };
}

/** Somebody sets the spec of an object. */
function set(cluster: PassCluster, object: Manifest, spec: object, manager = 'fighter'): void {
  const fieldsV1 = { 'f:spec': Object.fromEntries(Object.keys(spec).map((key) => [`f:${key}`, {}])) };
  const managedFields = [{ manager, operation: 'Update', fieldsV1 }];
  cluster.put({ ...object, metadata: { ...object.metadata, managedFields }, spec });
}

const replicasOf = (cluster: PassCluster) => [...cluster.objects.values()].find(isPilot);
const isPilot = ({ kind }: Manifest): boolean => kind === 'Deployment';
const told = ({ events }: PassCluster, reason: string) =>
  events.flatMap((event) => (event.reason === reason ? [event.message] : []));
const ready = (cluster: PassCluster) =>
  cluster.mesh().status?.conditions?.find(({ type }) => type === 'Ready')?.message ?? '';

describe('a Deployment that an autoscaler of others scales', () => {
  it('keeps its number of pods, told once, until the autoscaler is gone', async () => {
    const { cluster, pass } = await installed(PILOT);
    const left = () => cluster.pass().contests.leftOf('mesh', [PILOT]);
    cluster.put(SCALER);
    for (const replicas of [3, 4]) {
      set(cluster, PILOT, { replicas, ...POD }, 'kube-controller-manager');
      await pass();
      expect(replicasOf(cluster)?.['spec']).not.toMatchObject({ replicas: 1 });
    }
    const [message, ...more] = told(cluster, 'LeftToOthers');
    expect(message).toMatch(
      /istio-pilot: spec.replicas is left to HorizontalPodAutoscaler istio-system\/theirs; delete/,
    );
    expect([...more, ...told(cluster, 'DriftRepaired')]).toEqual([]);
    expect(left()).toEqual([message]);

    cluster.objects.forEach((object, key) => object.kind === SCALER.kind && cluster.objects.delete(key));
    await pass();
    expect(replicasOf(cluster)?.['spec']).toEqual({ replicas: 1, ...POD });
    expect(left()).toEqual([]);
  });

  it('is repaired when the autoscaler scales something else, or is ours', async () => {
    const { cluster, pass } = await installed(PILOT);
    cluster.put({ ...SCALER, spec: { scaleTargetRef: { kind: 'Deployment', name: 'other' } } });
    cluster.put({ ...SCALER, metadata: { ...ours(SCALER.kind, 'istio-pilot').metadata } });
    set(cluster, PILOT, { replicas: 3, ...POD });
    await pass();
    expect(replicasOf(cluster)?.['spec']).toEqual({ replicas: 1, ...POD });
  });
});

describe('a field that another manager sets', () => {
  const SERVICE = withSpec(ours('Service', 'a'), { type: 'ClusterIP', sessionAffinity: 'None' });
  const specOf = (cluster: PassCluster) =>
    [...cluster.objects.values()].find(({ kind }) => kind === 'Service')?.['spec'];

  it('is restored, and the event names the manager', async () => {
    const { cluster, pass } = await installed(SERVICE);
    set(cluster, SERVICE, { type: 'NodePort', sessionAffinity: 'None' });
    await pass();
    expect(told(cluster, 'DriftRepaired')).toEqual([
      'Service istio-system/a: spec.type restored; fighter had changed it',
    ]);
  });

  it('is left after three repairs, told once and in the status, while other fields are repaired', async () => {
    const { cluster, pass } = await installed(SERVICE);
    const fight = async (sessionAffinity = 'None'): Promise<void> => {
      set(cluster, SERVICE, { type: 'NodePort', sessionAffinity });
      await pass();
    };
    for (let round = 0; round < 3; round++) {
      await fight();
      expect(specOf(cluster)).toMatchObject({ type: 'ClusterIP' });
    }
    await fight();
    expect(specOf(cluster)).toMatchObject({ type: 'NodePort' });
    await fight('ClientIP');
    expect(specOf(cluster)).toEqual({ sessionAffinity: 'None' });
    await fight();
    const left = told(cluster, 'LeftToOthers');
    expect(left).toEqual([expect.stringMatching(/spec.type is left for an hour as fighter sets it/)]);
    expect(ready(cluster)).toContain(left[0]);

    await cluster.clock.advance(TRUCE_MS);
    await fight();
    expect(specOf(cluster)).toMatchObject({ type: 'ClusterIP' });
  });

  it('is repaired also when nobody can be asked who it was', async () => {
    const { cluster, pass } = await installed(SERVICE);
    set(cluster, SERVICE, { type: 'NodePort', sessionAffinity: 'None' });
    cluster.always.set('get Service a', new Error('no'));
    await pass();
    expect(told(cluster, 'DriftRepaired')).toEqual(['Service istio-system/a: spec.type restored']);
  });
});
