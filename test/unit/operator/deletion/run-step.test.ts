import { describe, expect, it } from '@jest/globals';
import { RUNTIME_OBJECTS } from '../../../../charts/index.ts';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { idOf } from '../../../../src/core/model/object-id.ts';
import { pendingSteps, remainderAfter, runStep } from '../../../../src/operator/deletion/run-step.ts';
import { meshInstall, ours, PassCluster } from '../../../support/pass-cluster.ts';
import { refusal } from '../../../support/recording-client.ts';

const PILOT = ours('Deployment', 'istio-pilot', 'pilot');
const GALLEY = ours('Deployment', 'istio-galley', 'galley');
const GALLEY_BINDING = ours('ClusterRoleBinding', 'istio-galley', 'galley');
const PILOT_BINDING = ours('ClusterRoleBinding', 'istio-pilot', 'pilot');
const SECRET = ours('Secret', 'kept');
/** As galley writes it by itself. */
const CONFIGURATION: Manifest = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingWebhookConfiguration',
  metadata: { name: 'istio-galley', uid: 'uid-of-configuration' },
  webhooks: ['pilot', 'mixer'].map((name) => ({
    name: `${name}.validation.istio.io`,
    clientConfig: { service: { name: 'istio-galley', namespace: 'istio-system', path: `/admit${name}` } },
  })),
};

const cluster = (...objects: Manifest[]): PassCluster =>
  new PassCluster([meshInstall({ status: { inventory: objects.map(idOf) } }), ...objects]);
const stepOf = (...objects: Manifest[]) => ({ name: 'pilot', ids: objects.map(idOf) });

describe('the steps of a deletion', () => {
  it('are what the inventory names, workloads before what they need, without what is kept on purpose', () => {
    const there = cluster(PILOT_BINDING, PILOT, SECRET);
    expect(pendingSteps(there.pass()).flatMap(({ ids }) => ids)).toEqual([PILOT, PILOT_BINDING].map(idOf));
  });

  it('begin with what lets a program make its webhook again, and the webhook, which no inventory names', () => {
    const there = cluster(PILOT, GALLEY, GALLEY_BINDING);
    const pass = there.pass();
    const cache = { ...pass.cache, named: () => CONFIGURATION };
    const steps = pendingSteps({ ...pass, cache, runtimeObjects: RUNTIME_OBJECTS });
    expect(steps.slice(0, 2).map(({ ids }) => ids)).toEqual([[idOf(GALLEY_BINDING)], [idOf(CONFIGURATION)]]);
  });

  it('follow the inventory as last written, not as the pass began with it', () => {
    const there = cluster(PILOT);
    const pass = there.pass();
    there.put({ ...there.mesh(), status: { inventory: [PILOT, GALLEY].map(idOf) } });
    expect(new Set(pendingSteps(pass).flatMap(({ ids }) => ids))).toEqual(new Set([PILOT, GALLEY].map(idOf)));
  });
});

describe('a step', () => {
  it('is not done before a later look finds its objects gone', async () => {
    const there = cluster(PILOT);
    const what = 'Deployment istio-system/istio-pilot';
    expect(await runStep(there.pass(), stepOf(PILOT))).toEqual([{ what, why: 'is being deleted' }]);
    expect(await runStep(there.pass(), stepOf(PILOT))).toEqual([]);
  });

  it('does not wait for what is not ours to delete', async () => {
    const theirs = { ...PILOT, metadata: { name: 'istio-pilot', namespace: 'istio-system' } };
    const there = cluster(theirs);
    expect(await runStep(there.pass(), stepOf(theirs))).toEqual([]);
    expect(there.writes).toEqual([]);
  });

  it('deletes what programs of the mesh made, although it carries no label of ours', async () => {
    const there = cluster(CONFIGURATION);
    const pass = there.pass();
    const cache = { ...pass.cache, named: () => CONFIGURATION };
    await runStep({ ...pass, cache, runtimeObjects: RUNTIME_OBJECTS }, stepOf(CONFIGURATION));
    expect(there.writes).toEqual(['delete ValidatingWebhookConfiguration istio-galley']);
  });

  it('waits for pods of workloads to end', async () => {
    const there = cluster(PILOT);
    const pass = there.pass();
    const policies: unknown[] = [];
    const remove: typeof pass.client.delete = (ref, options) => {
      policies.push(options?.propagationPolicy);
      return pass.client.delete(ref, options);
    };
    await runStep({ ...pass, client: { ...pass.client, delete: remove } }, stepOf(PILOT));
    expect(policies).toEqual(['Foreground']);
  });

  it('says whose finalizer holds an object, and tries the others when one is refused', async () => {
    const deletionTimestamp = '2026-01-01T00:00:00Z';
    const held = { ...GALLEY, metadata: { ...GALLEY.metadata, deletionTimestamp, finalizers: ['example.test/x'] } };
    const there = cluster(PILOT, held, PILOT_BINDING);
    there.always.set('delete Deployment istio-pilot', refusal(403, 'Forbidden'));
    const left = await runStep(there.pass(), stepOf(PILOT, held, PILOT_BINDING));
    expect(left).toMatchObject([
      { what: 'Deployment istio-system/istio-pilot', problem: 'Forbidden' },
      { problem: 'HeldByFinalizer', why: expect.stringMatching(/example\.test\/x/) as unknown },
      { what: 'ClusterRoleBinding istio-pilot', why: 'is being deleted' },
    ]);
    expect(left[2]).not.toHaveProperty('problem');
  });

  it('is not carried out over an inventory that nobody can read', async () => {
    const there = cluster(PILOT);
    await expect(runStep(there.pass(), { name: 'x', ids: ['nonsense'] })).rejects.toThrow(/not an object id/);
  });
});

describe('what could not be deleted', () => {
  it('is a problem, unless somebody was only faster: the next pass looks again', () => {
    expect(remainderAfter('x', refusal(409, 'Conflict'))).toEqual({ what: 'x', why: 'was changed meanwhile' });
    expect(remainderAfter('x', refusal(403, 'Forbidden'))).toMatchObject({ what: 'x', problem: 'Forbidden' });
  });
});
