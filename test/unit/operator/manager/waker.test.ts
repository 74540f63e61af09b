import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { API, type MeshInstall, namespaceOf } from '../../../../src/api/meshinstall.ts';
import { Echoes } from '../../../../src/operator/manager/echoes.ts';
import { Waker } from '../../../../src/operator/manager/waker.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e'];

function meshInstall(name: string, more: Partial<MeshInstall> = {}, namespace = `ns-${name}`): MeshInstall {
  const metadata = { name, uid: `uid-${name}`, resourceVersion: '5', generation: 1 };
  return { apiVersion: API.apiVersion, kind: API.kind, metadata, spec: { version: '1.4.10', namespace }, ...more };
}

const crd = (generation: number): Manifest => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'gateways.networking.istio.io', generation },
});

const namespace = (name: string, labels = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});

/** A waker over these MeshInstalls, with whom it has woken; `written` are as we wrote them last. */
function waking(installs: readonly MeshInstall[], written: readonly MeshInstall[] = installs) {
  const [now, soon] = [new Set<string>(), new Set<string>()];
  const echoes = new Echoes();
  const waker = new Waker({
    queue: { add: (name) => now.add(name), addAfter: (name) => soon.add(name) },
    cache: () => ({
      install: (name) => written.find(({ metadata }) => metadata.name === name),
      installs: () => [...installs],
      installsIn: (wanted) => installs.filter((install) => namespaceOf(install) === wanted),
      count: installs.length,
    }),
    echoes,
    runtimeObjects: [],
  });
  return { waker, echoes, now: () => [...now], soon: () => [...soon] };
}

const withStatus = (version: string, phase: string): MeshInstall => {
  const mesh = meshInstall('a');
  return { ...mesh, metadata: { ...mesh.metadata, resourceVersion: version }, status: { phase } } as MeshInstall;
};

const updated = (old: MeshInstall, object: MeshInstall) => ({ type: 'updated' as const, key: 'a', old, object });

describe('a MeshInstall that comes or goes', () => {
  it('wakes nobody but itself where it shares its namespace with nobody', () => {
    const { waker, now, soon } = waking(NAMES.map((name) => meshInstall(name)));
    waker.installChanged({ type: 'deleted', key: 'x', old: meshInstall('x') });
    waker.installChanged({ type: 'added', key: 'y', object: meshInstall('y') });
    expect([now(), soon()]).toEqual([['x', 'y'], []]);
  });

  it('wakes who has the namespace after it at once, and those that wait for it later', () => {
    const { waker, now, soon } = waking(['b', 'c', 'd'].map((name) => meshInstall(name, {}, 'shared')));
    waker.installChanged({ type: 'deleted', key: 'a', old: meshInstall('a', {}, 'shared') });
    expect([now(), soon()]).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  it('wakes nobody of an older claim', () => {
    const { waker, now, soon } = waking(['a', 'b', 'c'].map((name) => meshInstall(name, {}, 'shared')));
    waker.installChanged({ type: 'deleted', key: 'd', old: meshInstall('d', {}, 'shared') });
    expect([now(), soon()]).toEqual([['d'], []]);
  });

  it('wakes the one that is the only one now', () => {
    const { waker, soon } = waking([meshInstall('a')]);
    waker.installChanged({ type: 'deleted', key: 'b', old: meshInstall('b') });
    expect(soon()).toEqual(['a']);
  });
});

describe('a status that we wrote', () => {
  it('wakes nobody when it comes back', () => {
    const { waker, echoes, now } = waking([meshInstall('a')]);
    echoes.wrote(withStatus('9', 'Ready'));
    waker.installChanged(updated(withStatus('5', 'Installing'), withStatus('9', 'Ready')));
    expect(now()).toEqual([]);
  });

  it('wakes nobody when it comes back before the answer to the write', () => {
    const { waker, echoes, now } = waking([meshInstall('a')]);
    echoes.begin('a');
    waker.installChanged(updated(withStatus('5', 'Installing'), withStatus('9', 'Ready')));
    echoes.wrote(withStatus('9', 'Ready'));
    expect(echoes.end('a')).toBe(false);
    expect(now()).toEqual([]);
  });

  it('wakes its mesh when somebody else has written over it', () => {
    const { waker, echoes, now } = waking([meshInstall('a')]);
    echoes.wrote(withStatus('9', 'Ready'));
    waker.installChanged(updated(withStatus('9', 'Ready'), withStatus('11', 'Pending')));
    expect(now()).toEqual(['a']);
  });

  it('has its mesh woken after the pass when somebody else wrote meanwhile', () => {
    const { waker, echoes } = waking([meshInstall('a')]);
    echoes.begin('a');
    echoes.wrote(withStatus('9', 'Ready'));
    waker.installChanged(updated(withStatus('9', 'Ready'), withStatus('11', 'Pending')));
    expect(echoes.end('a')).toBe(true);
  });

  it('does not hide an edit of the spec that comes with it', () => {
    const { waker, echoes, now } = waking([meshInstall('a')]);
    const edited = withStatus('9', 'Ready');
    echoes.wrote(edited);
    const metadata = { ...edited.metadata, generation: 2 };
    waker.installChanged(updated(withStatus('5', 'Installing'), { ...edited, metadata }));
    expect(now()).toEqual(['a']);
  });

  it('is forgotten with its mesh', () => {
    const { echoes } = waking([]);
    echoes.wrote(withStatus('9', 'Ready'));
    echoes.begin('a');
    echoes.forget('a');
    expect(echoes.size).toBe(0);
  });
});

describe('a CRD', () => {
  const inventory = ['apiextensions.k8s.io/v1/CustomResourceDefinition//gateways.networking.istio.io'];
  const waitingFor = [{ part: 'crds', gate: 'CRDs', message: '', since: '' }];

  it('wakes at once those that wait, later those that have it, and nobody else', () => {
    const meshes = [
      meshInstall('a'),
      meshInstall('b', { status: { inventory } }),
      meshInstall('c', { status: { inventory, waitingFor } }),
    ];
    const { waker, now, soon } = waking(meshes);
    waker.crdChanged({ type: 'updated', key: '', old: crd(1), object: crd(2) });
    expect([now(), soon()]).toEqual([['c'], ['b']]);
  });

  it('wakes those that wait by what we wrote last, also before that has come back', () => {
    const { waker, now } = waking([meshInstall('b')], [meshInstall('b', { status: { inventory, waitingFor } })]);
    waker.crdChanged({ type: 'updated', key: '', old: crd(1), object: crd(2) });
    expect(now()).toEqual(['b']);
  });

  it('wakes nobody when nothing of it changed', () => {
    const { waker, now, soon } = waking([meshInstall('b', { status: { inventory, waitingFor } })]);
    waker.crdChanged({ type: 'updated', key: '', old: crd(1), object: crd(1) });
    expect([now(), soon()]).toEqual([[], []]);
  });
});

describe('a namespace', () => {
  const enforce = { 'pod-security.kubernetes.io/enforce': 'baseline' };

  it('wakes nobody where pods are refused neither before nor after', () => {
    const { waker, now, soon } = waking(NAMES.map((name) => meshInstall(name)));
    waker.namespaceChanged({ type: 'added', key: 'x', object: namespace('x') });
    expect([now(), soon()]).toEqual([[], []]);
  });

  it('wakes every mesh where Kubernetes refuses pods, or has ceased to', () => {
    const { waker, soon } = waking(NAMES.map((name) => meshInstall(name)));
    waker.namespaceChanged({ type: 'updated', key: 'x', old: namespace('x', enforce), object: namespace('x') });
    expect(soon()).toEqual(NAMES);
  });
});

describe('a proxy', () => {
  it('wakes the mesh that it asks, and no other', () => {
    const { waker, soon } = waking(NAMES.map((name) => meshInstall(name)));
    waker.proxiesChanged([{ namespace: 'app', name: 'pod', image: 'proxyv2:1.4.10', controlPlane: 'ns-c' } as never]);
    expect(soon()).toEqual(['c']);
  });
});
