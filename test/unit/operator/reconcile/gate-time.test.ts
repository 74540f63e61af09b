import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import type { MeshInstallSpec } from '../../../../src/api/spec/index.ts';
import { identityOf } from '../../../../src/core/model/object-id.ts';
import type { PassContext } from '../../../../src/operator/reconcile/context.ts';
import { reconcile } from '../../../../src/operator/reconcile/reconciler.ts';
import { meshOf } from '../../../support/mesh.ts';
import { meshInstall, ours, PassCluster } from '../../../support/pass-cluster.ts';

const DAY_MS = 24 * 60 * 60_000;
const MINUTE_MS = 60_000;

/** A pass that wants a pilot, whose pods nobody starts, in the release that is asked for. */
function pass(cluster: PassCluster): PassContext {
  const render: PassContext['render'] = (_name, spec) => {
    const template = { spec: { containers: [{ name: 'discovery', image: spec.version }] } };
    const pilot = { ...ours('Deployment', 'istio-pilot', 'pilot'), spec: { template } };
    const manifests = spec.version === '1.4.10' ? [pilot] : [];
    return { spec: meshOf(spec).spec, manifests, digest: spec.version, proxyImage: '', runtimeObjects: [] };
  };
  return { ...cluster.pass(), render, proxies: { of: () => [] } };
}

/** What its user asks for next. */
function edit(cluster: PassCluster, spec: MeshInstallSpec): void {
  const { metadata, ...install } = cluster.mesh();
  cluster.put({ ...install, metadata: { ...metadata, generation: (metadata.generation ?? 0) + 1 }, spec });
}

async function phaseAfter(cluster: PassCluster): Promise<string | undefined> {
  await reconcile(pass(cluster));
  return cluster.mesh().status?.phase;
}

describe('an installation that an edit breaks before it was ever complete', () => {
  it('is Stalled when the gate runs out, is not rolled back, and the next edit is tried at once', async () => {
    const cluster = new PassCluster([meshInstall({ spec: { version: '1.4.10' } })]);
    expect(await phaseAfter(cluster)).toBe('Installing');
    edit(cluster, { version: '1.4.10', upgrade: { gateTimeout: '1m' } });
    expect(await phaseAfter(cluster)).toBe('Installing');
    await cluster.clock.advance(MINUTE_MS);
    expect(await phaseAfter(cluster)).toBe('Stalled');
    const { failure, conditions = [], version } = cluster.mesh().status ?? {};
    expect([failure, version]).toEqual([undefined, undefined]);
    expect(conditions.find(({ type }) => type === 'Stalled')).toMatchObject({ status: 'True', reason: 'GateTimeout' });
    edit(cluster, { version: '1.3.8' });
    expect(await phaseAfter(cluster)).toBe('Ready');
  });
});

describe('the time of a gate', () => {
  it('is what this process has waited: the clock of the machine may be set a day ahead, and back', async () => {
    const cluster = new PassCluster([meshInstall({ spec: { version: '1.3.8' } })]);
    await reconcile(pass(cluster));
    edit(cluster, { version: '1.4.10' });
    expect(await phaseAfter(cluster)).toBe('Upgrading');
    cluster.clock.setForward(DAY_MS);
    await cluster.clock.advance(MINUTE_MS);
    expect(await phaseAfter(cluster)).toBe('Upgrading');
    cluster.clock.setForward(-2 * DAY_MS);
    await cluster.clock.advance(9 * MINUTE_MS);
    expect(await phaseAfter(cluster)).toBe('RollingBack');
  });

  it('is not over where only a watch is dead: the cluster is asked once before anything is given up for it', async () => {
    const cluster = new PassCluster([meshInstall({ spec: { version: '1.3.8' } })]);
    await reconcile(pass(cluster));
    edit(cluster, { version: '1.4.10' });
    expect(await phaseAfter(cluster)).toBe('Upgrading');
    const pilot = ours('Deployment', 'istio-pilot', 'pilot');
    const stale = cluster.objects.get(identityOf(pilot));
    const ready = { replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 };
    cluster.put({ ...stale, ...pilot, status: { observedGeneration: 1, ...ready } });
    let known = stale;
    const late = pass(cluster);
    const live = (object: Manifest) => (object.kind === 'Deployment' ? known : late.cache.live(object));
    const found = (object: Manifest): void => void (known = object);
    const behind = { ...late, cache: { ...late.cache, live, found } };
    await cluster.clock.advance(9 * MINUTE_MS);
    await reconcile(behind);
    expect(cluster.reads).not.toContain('get Deployment istio-pilot');
    await cluster.clock.advance(MINUTE_MS);
    await reconcile(behind);
    expect(cluster.mesh().status).toMatchObject({ phase: 'Ready', version: '1.4.10' });
  });

  it('is over when nobody answers, too', async () => {
    const cluster = new PassCluster([meshInstall({ spec: { version: '1.3.8' } })]);
    await reconcile(pass(cluster));
    edit(cluster, { version: '1.4.10' });
    expect(await phaseAfter(cluster)).toBe('Upgrading');
    cluster.always.set('get Deployment istio-pilot', new Error('no answer'));
    await cluster.clock.advance(10 * MINUTE_MS);
    expect(await phaseAfter(cluster)).toBe('RollingBack');
    expect(cluster.reads.filter((read) => read === 'get Deployment istio-pilot')).toHaveLength(1);
  });
});
