import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import type { MeshInstallSpec } from '../../../../src/api/spec/index.ts';
import { idOf, identityOf } from '../../../../src/core/model/object-id.ts';
import type { PassContext } from '../../../../src/operator/reconcile/context.ts';
import { reconcile } from '../../../../src/operator/reconcile/reconciler.ts';
import { meshOf } from '../../../support/mesh.ts';
import { meshInstall, ours, PassCluster } from '../../../support/pass-cluster.ts';
import { refusal } from '../../../support/recording-client.ts';
import { sidecar } from '../../../support/proxies.ts';

const WANTED = ours('ConfigMap', 'wanted');
const STALE = ours('ConfigMap', 'stale');
const INVENTORY = new Set([WANTED, ours('ConfigMap', 'of-1.4.10')].map(idOf));
const [NEW, OLD] = ['1.4.10', '1.3.8'];

const conditionOf = (cluster: PassCluster, type: string) =>
  cluster.mesh().status?.conditions?.find((condition) => condition.type === type);
/** Writes of objects; what is written to the MeshInstall itself is left out. */
const writesOf = ({ writes }: PassCluster): string[] => writes.filter((write) => !write.includes('MeshInstall'));
const edit = (cluster: PassCluster, spec: Partial<MeshInstallSpec>, more: Partial<Manifest['metadata']> = {}): void => {
  const install = cluster.mesh();
  const metadata = { ...install.metadata, generation: (install.metadata.generation ?? 0) + 1, ...more };
  cluster.put({ ...install, metadata, spec: { ...install.spec, ...spec } });
};

/** A pass that renders a ConfigMap named after each release, besides what is wanted of all. */
function pass(cluster: PassCluster, more: Partial<PassContext> = {}, also: readonly Manifest[] = []): PassContext {
  const render: PassContext['render'] = (_name, spec) => {
    const wanted = spec.profile === undefined ? WANTED : { ...WANTED, data: { profile: spec.profile } };
    const manifests = [wanted, ours('ConfigMap', `of-${spec.version}`), ...also];
    const digest = JSON.stringify([spec.version, manifests]);
    return { spec: meshOf(spec).spec, manifests, digest, proxyImage: '', runtimeObjects: [] };
  };
  return { ...cluster.pass(), render, proxies: { of: () => [] }, ...more };
}

/** A cluster in which the old release is installed, and the new one is asked for. */
async function upgrading(spec: Partial<MeshInstallSpec> = {}): Promise<PassCluster> {
  const cluster = new PassCluster([meshInstall({ spec: { version: OLD } })]);
  await reconcile(pass(cluster));
  await reconcile(pass(cluster));
  edit(cluster, { version: NEW, ...spec });
  cluster.writes.length = 0;
  return cluster;
}

describe('a mesh that is paused', () => {
  it('is left as it is, whatever has changed', async () => {
    const cluster = await upgrading({ paused: true });
    cluster.objects.delete(identityOf(WANTED));
    await reconcile(pass(cluster));
    expect(writesOf(cluster)).toEqual([]);
    expect(cluster.mesh().status).toMatchObject({ phase: 'Paused', version: OLD });
  });
});

describe('a mesh that may not be where it is', () => {
  it('costs no request but its status, also where it would find objects of others', async () => {
    const older = meshInstall({}, { name: 'older', creationTimestamp: '2026-01-01T00:00:00Z' });
    const younger = meshInstall({}, { creationTimestamp: '2026-01-02T00:00:00Z', finalizers: [] });
    const cluster = new PassCluster([older, younger]);
    cluster.always.set('get Namespace istio-system', new Error('asked'));
    await reconcile(pass(cluster));
    expect(cluster.writes).toEqual(['status MeshInstall mesh']);
    expect(conditionOf(cluster, 'Accepted')).toMatchObject({ status: 'False', reason: 'NamespaceTaken' });
  });
});

describe('objects of others', () => {
  // Nobody has anything in a namespace that is not there.
  const namespace: Manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'istio-system' } };
  const theirs: Manifest = {
    ...WANTED,
    metadata: {
      name: 'wanted',
      namespace: 'istio-system',
      labels: { release: 'istio' },
      managedFields: [{ manager: 'helm' }],
    },
  };

  it('refuse the mesh before anything is written, recorded or promised', async () => {
    const cluster = new PassCluster([meshInstall({}, { finalizers: [] }), namespace, theirs]);
    await reconcile(pass(cluster));
    expect(cluster.writes).toEqual(['status MeshInstall mesh']);
    expect(cluster.mesh().status).toMatchObject({ phase: 'Refused', inventory: [] });
    expect(conditionOf(cluster, 'Accepted')).toMatchObject({ reason: 'OwnershipConflict' });
  });

  it('are taken over after they are in the inventory and before anything is applied', async () => {
    const cluster = new PassCluster([meshInstall({ spec: { version: NEW, adoption: 'Adopt' } }), namespace, theirs]);
    await reconcile(pass(cluster));
    const [record, ...rest] = cluster.writes;
    expect(record).toBe('status MeshInstall mesh');
    expect(rest.indexOf('patch ConfigMap wanted')).toBeGreaterThanOrEqual(0);
    expect(rest.indexOf('patch ConfigMap wanted')).toBeLessThan(rest.indexOf('apply ConfigMap wanted'));
  });
});

describe('a Service that cannot have the addresses that are asked for', () => {
  it('refuses the spec before anything of it is written', async () => {
    const service = (family: string): Manifest => ({ ...ours('Service', 'pilot'), spec: { ipFamilies: [family] } });
    const cluster = new PassCluster([meshInstall(), service('IPv4')]);
    await reconcile(pass(cluster, {}, [service('IPv6')]));
    expect(writesOf(cluster)).toEqual([expect.stringContaining('meshwright-preflight')]);
    expect(conditionOf(cluster, 'Accepted')?.message).toContain('first IP family of a Service never changes');
  });
});

describe('what nobody asks for any more', () => {
  it('goes after what is asked for was applied, and out of the inventory only when it is gone', async () => {
    const status = { inventory: [idOf(STALE)] };
    const cluster = new PassCluster([meshInstall({ status }), STALE]);
    cluster.answers.set('delete ConfigMap stale', [refusal(409, 'Conflict')]);
    await reconcile(pass(cluster));
    expect(writesOf(cluster).at(-1)).toBe('delete ConfigMap stale');
    expect(cluster.mesh().status?.inventory).toContain(idOf(STALE));
    await reconcile(pass(cluster));
    expect(new Set(cluster.mesh().status?.inventory)).toEqual(INVENTORY);
  });

  it('stays, and in the inventory, while what is asked for failed', async () => {
    const status = { inventory: [idOf(STALE)] };
    const cluster = new PassCluster([meshInstall({ status }), STALE]);
    cluster.always.set('apply ConfigMap wanted', refusal(403, 'Forbidden'));
    await expect(reconcile(pass(cluster))).rejects.toThrow(/Forbidden/);
    expect(writesOf(cluster)).not.toContain('delete ConfigMap stale');
    expect(new Set(cluster.mesh().status?.inventory)).toEqual(new Set([idOf(STALE), ...INVENTORY]));
  });

  it('stays, and nothing is called installed, while what is asked for waits', async () => {
    const cluster = new PassCluster([meshInstall({ status: { inventory: [idOf(STALE)] } }), STALE]);
    const starting = { ...ours('Deployment', 'istio-pilot', 'pilot'), spec: { selector: {}, template: {} } };
    await reconcile(pass(cluster, {}, [starting]));
    expect(writesOf(cluster)).not.toContain('delete ConfigMap stale');
    expect(cluster.mesh().status?.inventory).toContain(idOf(STALE));
    expect(cluster.mesh().status).not.toHaveProperty('installed');
  });
});

describe('a hop', () => {
  it('is in the status before anything of it is in the cluster, with objects of both releases', async () => {
    const cluster = await upgrading();
    cluster.answers.set('apply ConfigMap of-1.4.10', [
      () => {
        const { plan, inventory } = cluster.mesh().status ?? {};
        expect(plan).toMatchObject({ from: OLD, path: [NEW], startedAt: expect.any(String) as unknown });
        expect(inventory).toEqual(expect.arrayContaining([OLD, NEW].map((v) => idOf(ours('ConfigMap', `of-${v}`)))));
      },
    ]);
    await reconcile(pass(cluster));
    expect(writesOf(cluster)).toEqual(['apply ConfigMap of-1.4.10', 'delete ConfigMap of-1.3.8']);
    expect(cluster.mesh().status).toMatchObject({ version: NEW, phase: 'Ready' });
    expect.assertions(4);
  });

  it('that changes settings and no object is in the status before its first write, too', async () => {
    const cluster = await upgrading({ version: OLD, profile: 'minimal' });
    cluster.answers.set('apply ConfigMap wanted', [
      () =>
        expect(cluster.mesh().status?.plan).toMatchObject({ from: OLD, path: [OLD], startedAt: expect.any(String) }),
    ]);
    await reconcile(pass(cluster));
    expect(writesOf(cluster)).toEqual(['apply ConfigMap wanted']);
    expect.assertions(2);
  });

  it('that waits for an approval writes nothing of the new release, and keeps the old one repaired', async () => {
    const cluster = await upgrading({ upgrade: { approval: 'Manual' } });
    cluster.objects.delete(identityOf(WANTED));
    await reconcile(pass(cluster));
    expect(writesOf(cluster)).toEqual(['apply ConfigMap wanted']);
    expect(cluster.mesh().status).toMatchObject({ version: OLD, targetVersion: NEW, phase: 'Waiting' });
    expect(conditionOf(cluster, 'Ready')).toMatchObject({ status: 'False', reason: 'ApprovalRequired' });
    edit(cluster, {}, { annotations: { 'meshwright.dev/approve': NEW } });
    await reconcile(pass(cluster));
    expect(cluster.mesh().status).toMatchObject({ version: NEW });
  });

  it('is looked at for what blocks it only when somebody has let it begin', async () => {
    const cluster = await upgrading({ upgrade: { approval: 'Manual' } });
    const asked = () => Promise.reject(new Error('asked'));
    await expect(reconcile(pass(cluster, { preflightInputs: asked }))).resolves.toBeDefined();
    edit(cluster, { upgrade: { approval: 'Automatic' } });
    await expect(reconcile(pass(cluster, { preflightInputs: asked }))).rejects.toThrow('asked');
    expect(writesOf(cluster)).toEqual([]);
  });

  it('that something blocks does not begin, and says so although what is installed is fine', async () => {
    const cluster = await upgrading();
    const proxies = { of: () => [sidecar('1.2.10')] };
    await reconcile(pass(cluster, { proxies }));
    expect(writesOf(cluster)).toEqual([]);
    expect(conditionOf(cluster, 'Stalled')).toMatchObject({ status: 'True', reason: 'PreflightFailed' });
    expect(cluster.mesh().status).toMatchObject({ version: OLD });
  });

  it('says what is wrong with what is installed rather than what it waits for', async () => {
    const cluster = await upgrading({ upgrade: { approval: 'Manual' } });
    cluster.objects.delete(identityOf(WANTED));
    cluster.always.set('apply ConfigMap wanted', refusal(403, 'Forbidden'));
    await expect(reconcile(pass(cluster))).rejects.toThrow(/Forbidden/);
    expect(conditionOf(cluster, 'Ready')).toMatchObject({ status: 'False', reason: 'Forbidden' });
  });

  it('says what is still going of what is installed rather than what it waits for', async () => {
    const cluster = await upgrading({ upgrade: { approval: 'Manual' } });
    const deletionTimestamp = '2026-01-01T00:00:00Z';
    cluster.put({ ...WANTED, metadata: { ...WANTED.metadata, deletionTimestamp, finalizers: ['example.test/x'] } });
    await reconcile(pass(cluster));
    const message = expect.stringMatching(/is being deleted .*example\.test\/x/) as unknown;
    expect(conditionOf(cluster, 'Ready')).toMatchObject({ status: 'False', message });
  });

  it('that waits for a way on from between two releases leaves everything as it is', async () => {
    const cluster = await upgrading();
    cluster.always.set('apply ConfigMap of-1.4.10', refusal(403, 'Forbidden'));
    await expect(reconcile(pass(cluster))).rejects.toThrow(/Forbidden/);
    // Between 1.3.8 and 1.4.10; another patch of 1.4 is another hop, and has to be approved.
    edit(cluster, { version: '1.4.9', upgrade: { approval: 'Manual' } });
    cluster.writes.length = 0;
    await reconcile(pass(cluster));
    expect(writesOf(cluster)).toEqual([]);
    expect(cluster.mesh().status?.inventory).toContain(idOf(ours('ConfigMap', 'of-1.4.10')));
    expect(conditionOf(cluster, 'Ready')).toMatchObject({ reason: 'ApprovalRequired' });
  });
});

describe('planning', () => {
  it('reads Secrets and pods also for a spec that is refused: what is installed goes on', async () => {
    const cluster = await upgrading({ version: '9.9.9' });
    const [followed, refreshed]: [unknown[], unknown[]] = [[], []];
    const given = pass(cluster);
    await reconcile({
      ...given,
      cache: { ...given.cache, followSecrets: (...what) => (followed.push(what), Promise.resolve()) },
      podProblems: {
        ...given.podProblems,
        of: () => undefined,
        refresh: (...what) => (refreshed.push(what), Promise.resolve()),
      },
    });
    expect(followed).toMatchObject([['mesh', 'istio-system', expect.arrayContaining(['cacerts'])]]);
    expect(refreshed).toHaveLength(1);
    expect(conditionOf(cluster, 'Accepted')).toMatchObject({ status: 'False', reason: 'InvalidSpec' });
    expect(cluster.mesh().status).toMatchObject({ version: OLD });
    expect(writesOf(cluster)).toEqual([]);
  });
});
