import { afterEach, describe, expect, it } from '@jest/globals';
import { LABELS } from '../../../../src/api/components.ts';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { API, type MeshInstall } from '../../../../src/api/meshinstall.ts';
import { ApiError, KindNotServedError } from '../../../../src/kube/errors.ts';
import type { KindRef } from '../../../../src/kube/operations.ts';
import { LiveCache, type LiveCacheObserver } from '../../../../src/operator/caches/live-cache.ts';
import { FakeClock, settle } from '../../../support/fake-clock.ts';
import { WatchedCluster } from '../../../support/watched-cluster.ts';

const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' };
const CRD = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' };
const FORBIDDEN = new ApiError({
  code: 403,
  reason: 'Forbidden',
  verb: 'list',
  target: 'Secret',
  serverMessage: 'User "operator" cannot list secrets',
});

const stops: AbortController[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort();
});

function meshInstall(name: string, resourceVersion: string, phase?: string): MeshInstall {
  const metadata = { name, uid: `uid-${name}`, resourceVersion };
  const status = phase === undefined ? {} : { status: { phase } };
  return {
    apiVersion: API.apiVersion,
    kind: API.kind,
    metadata,
    spec: { version: '1.4.10' },
    ...status,
  } as MeshInstall;
}

const configMap = (resourceVersion: string, uid = 'uid', mesh = 'mesh'): Manifest => ({
  ...CONFIG_MAP,
  metadata: { name: 'istio', namespace: 'istio-system', uid, resourceVersion, labels: { [LABELS.mesh]: mesh } },
});

interface Followed {
  readonly cluster: WatchedCluster;
  readonly cache: LiveCache;
  readonly clock: FakeClock;
  readonly errors: unknown[];
  readonly started: Promise<void>;
}

async function follow(
  cluster = new WatchedCluster(),
  observer: Partial<LiveCacheObserver> = {},
  kinds: readonly KindRef[] = [CONFIG_MAP],
): Promise<Followed> {
  const clock = new FakeClock();
  const errors: unknown[] = [];
  const nothing = (): void => undefined;
  const cache = new LiveCache({
    client: cluster.client,
    clock,
    random: () => 0,
    kinds,
    named: [],
    observer: {
      installChanged: nothing,
      installWritten: nothing,
      ownedChanged: nothing,
      crdChanged: nothing,
      namedChanged: nothing,
      secretChanged: nothing,
      ...observer,
    },
    onDeleted: nothing,
    onError: (error) => errors.push(error),
  });
  const stop = new AbortController();
  stops.push(stop);
  const started = cache.start(stop.signal);
  await settle();
  return { cluster, cache, clock, errors, started };
}

describe('a write of ours', () => {
  it('stands for as long as the watch has not brought it, however late it is', async () => {
    const cluster = new WatchedCluster();
    cluster.hold(API.kind, meshInstall('mesh', '5', 'Installing'));
    const { cache, clock } = await follow(cluster);
    cache.wrote(meshInstall('mesh', '9', 'Ready'));
    await clock.advance(60_000);
    expect(cache.install('mesh')?.status?.phase).toBe('Ready');
    cluster.emit('MODIFIED', meshInstall('mesh', '7', 'Upgrading'));
    await settle();
    expect(cache.install('mesh')?.status?.phase).toBe('Ready');
    cluster.emit('MODIFIED', meshInstall('mesh', '11', 'Stalled'));
    await settle();
    expect(cache.install('mesh')?.status?.phase).toBe('Stalled');
  });

  it('does not hide what is newer, however many digits its version has', async () => {
    const { cache, cluster } = await follow();
    cluster.emit('ADDED', configMap('10'));
    await settle();
    cache.wrote(configMap('9'));
    expect(cache.live(configMap('0'))?.metadata.resourceVersion).toBe('10');
  });

  it('leaves no ghost of an object that was deleted before the answer came', async () => {
    const { cache, cluster } = await follow();
    cluster.emit('ADDED', configMap('5'));
    cluster.emit('DELETED', configMap('7'));
    await settle();
    cache.wrote(configMap('5'));
    expect(cache.live(configMap('5'))).toBeUndefined();
  });

  it('goes with the object when that is deleted later', async () => {
    const { cache, cluster } = await follow();
    cache.wrote(configMap('5'));
    expect(cache.live(configMap('5'))).toBeDefined();
    cluster.emit('ADDED', configMap('5'));
    cluster.emit('DELETED', configMap('7'));
    await settle();
    expect(cache.live(configMap('5'))).toBeUndefined();
  });
});

describe('a write to a MeshInstall that is refused because it has changed', () => {
  it('opens the watch again when it is refused twice and the change has not come meanwhile', async () => {
    const cluster = new WatchedCluster();
    cluster.hold(API.kind, meshInstall('mesh', '5'));
    const { cache, clock } = await follow(cluster);
    const missed = async (resourceVersion: string): Promise<number> => {
      cache.missed(meshInstall('mesh', resourceVersion));
      await clock.advance(2000);
      return cluster.watchesOf(API.kind);
    };
    expect([await missed('5'), await missed('7'), await missed('8')]).toEqual([1, 1, 1]);
    expect(await missed('8')).toBe(2);
  });
});

describe('what was read by itself', () => {
  it('is believed where the watch has not brought it, and the watch is opened again', async () => {
    const cluster = new WatchedCluster();
    cluster.hold('ConfigMap', configMap('5'));
    const { cache, clock } = await follow(cluster);
    const opened = async (resourceVersion: string): Promise<number> => {
      cache.found(configMap(resourceVersion));
      await clock.advance(2000);
      return cluster.watchesOf('ConfigMap');
    };
    expect([await opened('5'), cache.live(configMap('0'))?.metadata.resourceVersion]).toEqual([1, '5']);
    expect([await opened('8'), cache.live(configMap('0'))?.metadata.resourceVersion]).toEqual([2, '8']);
  });
});

describe('waiting for what is to be read', () => {
  it('ends with the words of the apiserver when Secrets may not be read', async () => {
    const cluster = new WatchedCluster();
    cluster.refuse('Secret', FORBIDDEN);
    const { cache } = await follow(cluster);
    await expect(cache.followSecrets('mesh', 'istio-system', ['cacerts'])).rejects.toThrow('cannot list secrets');
  });

  it('ends with the words of the apiserver when a kind may not be read, and the operator starts nevertheless', async () => {
    const cluster = new WatchedCluster();
    cluster.refuse('ConfigMap', FORBIDDEN);
    const { cache, clock, started } = await follow(cluster);
    await clock.advance(20_000);
    await started;
    await expect(cache.followSecrets('mesh', 'istio-system', [])).rejects.toThrow('cannot list secrets');
  });

  it('is over when the Secret can be read', async () => {
    const cluster = new WatchedCluster();
    cluster.refuse('Secret', FORBIDDEN);
    const { cache, clock } = await follow(cluster);
    await cache.followSecrets('mesh', 'istio-system', ['cacerts']).catch(() => undefined);
    cluster.refuse('Secret', undefined);
    await clock.advance(60_000);
    await expect(cache.followSecrets('mesh', 'istio-system', ['cacerts'])).resolves.toBeUndefined();
  });
});

describe('what the cache holds', () => {
  it('needs no more watches for many meshes than for one', async () => {
    const { cache, cluster } = await follow();
    const before = cluster.watches;
    for (let i = 0; i < 50; i++) await cache.followSecrets(`mesh-${i}`, `ns-${i}`, ['cacerts', 'istio-ca-secret']);
    await settle();
    expect(cluster.watches).toBe(before + 2);
  });

  it('finds what belongs to a mesh also after its label was changed', async () => {
    const told: string[] = [];
    const { cache, cluster } = await follow(new WatchedCluster(), { ownedChanged: (mesh) => told.push(mesh) });
    cluster.emit('ADDED', configMap('5', 'uid', 'a'));
    cluster.emit('MODIFIED', configMap('6', 'uid', 'b'));
    await settle();
    expect(cache.owned('a')).toEqual([]);
    expect(cache.owned('b')).toHaveLength(1);
    expect(told).toEqual(['a', 'a', 'b']);
  });
});

describe('a kind without a CRD', () => {
  const RULE = { apiVersion: 'config.istio.io/v1alpha2', kind: 'rule' };
  const crdOf = (kind: string, resourceVersion: string): Manifest => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${kind}s`, uid: kind, resourceVersion, labels: { [LABELS.managedBy]: 'meshwright' } },
    spec: { group: 'config.istio.io', names: { kind } },
    status: { conditions: [{ type: 'Established', status: 'True' }] },
  });

  it('costs nothing at rest, and is followed as soon as its own CRD is established, not for that of another', async () => {
    const cluster = new WatchedCluster();
    cluster.refuse('rule', new KindNotServedError(RULE));
    const { clock } = await follow(cluster, {}, [CRD, RULE]);
    await clock.advance(3_600_000);
    const atRest = cluster.listsOf('rule');
    await clock.advance(3_600_000);
    expect(cluster.listsOf('rule') - atRest).toBe(6);

    cluster.emit('ADDED', crdOf('instance', '5'));
    await settle();
    expect(cluster.listsOf('rule') - atRest).toBe(6);
    cluster.refuse('rule', undefined);
    cluster.emit('ADDED', crdOf('rule', '6'));
    await settle();
    expect(cluster.listsOf('rule') - atRest).toBe(7);
  });
});
