import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { identityOf } from '../../../../src/core/model/object-id.ts';
import { noteRepair, restartMixers } from '../../../../src/operator/steps/mixer-restart.ts';
import { meshInstall, ours, PassCluster } from '../../../support/pass-cluster.ts';
import { partNamed } from '../../../support/progress.ts';
import { refusal } from '../../../support/recording-client.ts';

const workload = (name: string, component: string): Manifest => ({
  ...ours('Deployment', name, component),
  spec: { template: { spec: { containers: [] } } },
});
const POLICY = workload('istio-policy', 'policy');
const TELEMETRY = workload('istio-telemetry', 'telemetry');
const PILOT = workload('istio-pilot', 'pilot');
const BUDGET = ours('PodDisruptionBudget', 'istio-policy', 'policy');
const DESIRED = { manifests: [POLICY, TELEMETRY, PILOT, BUDGET] };
const ATTRIBUTES = partNamed('attributes');

const cluster = (...objects: Manifest[]): PassCluster => new PassCluster([meshInstall(), ...objects]);
const live = (there: PassCluster, object: Manifest) =>
  there.objects.get(identityOf(object)) as Manifest & { spec: { template: { metadata?: object } } };
const isNoted = (there: PassCluster, object: Manifest): boolean =>
  'meshwright.dev/restart-pending' in (live(there, object).metadata.annotations ?? {});

describe('before attributes of mixer are repaired', () => {
  it('it is noted on every mixer that runs, and on nothing else', async () => {
    const there = cluster(POLICY, TELEMETRY, PILOT, BUDGET);
    await noteRepair(there.pass(), DESIRED, ATTRIBUTES);
    expect([POLICY, TELEMETRY, PILOT].map((object) => isNoted(there, object))).toEqual([true, true, false]);
    expect(there.writes).toEqual(['patch Deployment istio-policy', 'patch Deployment istio-telemetry']);
    expect(live(there, POLICY).spec).toEqual(POLICY['spec']);
  });

  it('nothing is sent for a mixer that is not there, that is noted already, or for the sake of another part', async () => {
    const there = cluster(POLICY);
    await noteRepair(there.pass(), DESIRED, partNamed('mixer-resources'));
    expect(there.writes).toEqual([]);
    await noteRepair(there.pass(), DESIRED, ATTRIBUTES);
    await noteRepair(there.pass(), DESIRED, ATTRIBUTES);
    expect(there.writes).toEqual(['patch Deployment istio-policy']);
  });

  it('a mixer that cannot be noted keeps them from being repaired', async () => {
    const there = cluster(POLICY);
    there.always.set('patch Deployment istio-policy', refusal(403, 'Forbidden'));
    await expect(noteRepair(there.pass(), DESIRED, ATTRIBUTES)).rejects.toThrow(/Forbidden/);
  });
});

describe('a mixer whose attributes were repaired', () => {
  it('is restarted once, and told of', async () => {
    const there = cluster(POLICY, TELEMETRY);
    await noteRepair(there.pass(), { manifests: [POLICY] }, ATTRIBUTES);
    there.writes.length = 0;
    await restartMixers(there.pass(), DESIRED);
    await restartMixers(there.pass(), DESIRED);
    expect(there.writes).toEqual(['patch Deployment istio-policy']);
    expect(isNoted(there, POLICY)).toBe(false);
    const restartedAt = { 'meshwright.dev/restarted-at': '2026-01-01T00:00:00Z' };
    expect(live(there, POLICY).spec.template.metadata).toEqual({ annotations: restartedAt });
    expect(there.events).toMatchObject([{ type: 'Normal', reason: 'RestartingMixer' }]);
    expect(there.events[0]?.message).toMatch(/^Deployment istio-system\/istio-policy is being restarted: /);
  });

  it('may be gone by then, which is told to nobody', async () => {
    const there = cluster(POLICY);
    await noteRepair(there.pass(), DESIRED, ATTRIBUTES);
    there.answers.set('patch Deployment istio-policy', [() => there.objects.delete(identityOf(POLICY))]);
    await restartMixers(there.pass(), DESIRED);
    expect(there.events).toEqual([]);
  });

  it('stays noted where it cannot be restarted', async () => {
    const there = cluster(POLICY);
    await noteRepair(there.pass(), DESIRED, ATTRIBUTES);
    there.always.set('patch Deployment istio-policy', refusal(403, 'Forbidden'));
    await expect(restartMixers(there.pass(), DESIRED)).rejects.toThrow(/Forbidden/);
    expect(isNoted(there, POLICY)).toBe(true);
  });
});
