import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { isSameProxy, proxyOf, versionOf } from '../../../../src/core/model/proxy.ts';
import { podWithProxy, sidecar } from '../../../support/proxies.ts';

const IMAGE = 'docker.io/istio/proxyv2:1.4.10';
const withArgs = (...args: string[]): Manifest => podWithProxy({ args });

describe('the proxy of a pod', () => {
  it('is the container that injection adds, with its image and whom it asks', () => {
    const pod = podWithProxy({ args: ['proxy', 'sidecar', '--discoveryAddress', 'istio-pilot.istio-system:15010'] });
    expect(proxyOf(pod)).toEqual({
      namespace: 'shop',
      pod: 'reviews-v1-5f6d8c-x7k2p',
      image: IMAGE,
      role: 'sidecar',
      controlPlane: 'istio-system',
      workload: { kind: 'Deployment', namespace: 'shop', name: 'reviews-v1' },
    });
  });

  it('asks a pilot of its own namespace where the address names none', () => {
    expect(proxyOf(withArgs('proxy', 'router', '--discoveryAddress', 'istio-pilot:15010'))).toMatchObject({
      role: 'router',
      controlPlane: 'shop',
    });
  });

  it('says nothing about its control plane where it is told an address, or nothing', () => {
    for (const address of ['192.0.2.1:15010', '[2001:db8::1]:15010'])
      expect(proxyOf(withArgs('proxy', 'sidecar', '--discoveryAddress', address))?.controlPlane).toBeUndefined();
    expect(proxyOf(withArgs('proxy', 'sidecar', '--discoveryAddress'))?.controlPlane).toBeUndefined();
    expect(proxyOf(withArgs())?.controlPlane).toBeUndefined();
  });

  it('asks whom the first of its arguments names, too, and nobody who is named without a port', () => {
    expect(proxyOf(withArgs('--discoveryAddress', 'istio-pilot.mesh-2:15010'))?.controlPlane).toBe('mesh-2');
    expect(proxyOf(withArgs('--discoveryAddress', 'istio-pilot.mesh-2'))?.controlPlane).toBeUndefined();
  });

  it('asks nobody where no argument says whom, whatever the others look like', () => {
    expect(proxyOf(withArgs('istio-pilot.mesh-2:15010', 'sidecar'))?.controlPlane).toBeUndefined();
  });

  it('asks by name also where the name begins or ends with a digit', () => {
    const asking = (host: string) => proxyOf(withArgs('--discoveryAddress', `${host}:15010`))?.controlPlane;
    expect(asking('1st-pilot.istio-system')).toBe('istio-system');
    expect(asking('istio-pilot.istio-2')).toBe('istio-2');
  });

  it('says when its pod was created, where that was written down', () => {
    const pod = podWithProxy();
    expect(proxyOf(pod)).not.toHaveProperty('createdAt');
    pod.metadata.creationTimestamp = '2026-01-01T00:00:00Z';
    expect(proxyOf(pod)).toMatchObject({ createdAt: '2026-01-01T00:00:00Z' });
  });

  it('says nothing of what it does not know', () => {
    const pod = podWithProxy();
    delete pod.metadata.ownerReferences;
    expect(Object.keys(proxyOf(pod) ?? {})).toEqual(['namespace', 'pod', 'image', 'role']);
  });

  it.each([undefined, {}, { containers: null }, { containers: [] }])('is none in a pod whose spec is %j', (spec) => {
    const { spec: _, ...pod } = podWithProxy();
    expect(proxyOf({ ...pod, ...(spec && { spec }) })).toBeUndefined();
  });

  it('is none in a pod that has failed, and one in a pod of which nothing is known yet', () => {
    const { status: _, ...fresh } = podWithProxy();
    expect(proxyOf({ ...fresh, status: { phase: 'Failed' } })).toBeUndefined();
    expect(proxyOf(fresh)).toBeDefined();
  });

  it('is no gateway because of a word of another program', () => {
    expect(proxyOf(podWithProxy({ container: 'app', args: ['serve', 'router'] }))).toBeUndefined();
    expect(proxyOf(podWithProxy({ container: 'app', args: ['proxy', 'sidecar'] }))).toBeUndefined();
  });

  it('is a gateway under whatever name its container has', () => {
    const pod = podWithProxy({ container: 'ingressgateway', args: ['proxy', 'router'] });
    expect(proxyOf(pod)).toMatchObject({ role: 'router' });
    const ofIngress = podWithProxy({ container: 'ingress', args: ['proxy', 'ingress'] });
    expect(proxyOf(ofIngress)).toMatchObject({ role: 'router' });
  });

  it('is none in pods without one, in pods that have ended, and in pods that are going', () => {
    expect(proxyOf(podWithProxy({ container: 'app' }))).toBeUndefined();
    expect(proxyOf({ ...podWithProxy(), status: { phase: 'Succeeded' } })).toBeUndefined();
    const going = podWithProxy();
    going.metadata.deletionTimestamp = '2026-01-01T00:00:00Z';
    expect(proxyOf(going)).toBeUndefined();
  });

  it('is none that stands before pilot or mixer', () => {
    expect(proxyOf(withArgs('proxy', '--templateFile', '/etc/istio/proxy/envoy_pilot.yaml.tmpl'))).toBeUndefined();
  });

  it('belongs to what owns the pod, and to nobody in a pod that stands alone', () => {
    const set = podWithProxy({ owner: { kind: 'StatefulSet', name: 'db' } });
    expect(proxyOf(set)?.workload).toEqual({ kind: 'StatefulSet', namespace: 'shop', name: 'db' });
    const bare = podWithProxy({ owner: { kind: 'ReplicaSet', name: 'of-nobody' } });
    expect(proxyOf(bare)?.workload).toEqual({ kind: 'ReplicaSet', namespace: 'shop', name: 'of-nobody' });
    const hashless = podWithProxy();
    delete hashless.metadata.labels;
    expect(proxyOf(hashless)?.workload).toMatchObject({ kind: 'ReplicaSet', name: 'reviews-v1-5f6d8c' });
    const alike = podWithProxy({ owner: { kind: 'StatefulSet', name: 'db-5f6d8c' } });
    alike.metadata.labels = { 'pod-template-hash': '5f6d8c' };
    expect(proxyOf(alike)?.workload).toMatchObject({ kind: 'StatefulSet', name: 'db-5f6d8c' });
    const alone = podWithProxy();
    delete alone.metadata.ownerReferences;
    expect(proxyOf(alone)?.workload).toBeUndefined();
  });
});

describe('who owns a pod', () => {
  it('is who controls it, and not who is only named', () => {
    const pod = podWithProxy();
    const named = { apiVersion: 'v1', kind: 'Node', name: 'node-1', uid: 'n' };
    pod.metadata.ownerReferences = [named, ...(pod.metadata.ownerReferences ?? [])];
    expect(proxyOf(pod)?.workload).toMatchObject({ kind: 'Deployment', name: 'reviews-v1' });
    pod.metadata.ownerReferences = [named];
    expect(proxyOf(pod)).not.toHaveProperty('workload');
  });
});

describe('two readings of one pod', () => {
  const before = sidecar('1.4.9', 'shop', { workload: { kind: 'Deployment', namespace: 'shop', name: 'reviews' } });
  const { controlPlane: _, ...asking } = before;
  const { workload: __, ...alone } = before;

  it.each([
    ['nothing changed', before, true],
    ['another image', { ...before, image: 'docker.io/istio/proxyv2:1.4.10' }, false],
    ['another control plane', { ...before, controlPlane: 'mesh-2' }, false],
    ['no control plane any more', asking, false],
    ['another owner', { ...before, workload: { kind: 'Deployment', namespace: 'shop', name: 'other' } }, false],
    ['no owner any more', alone, false],
  ])('say the same only when nothing is another one: %s', (_what, now, isSame) => {
    expect(isSameProxy(before, now)).toBe(isSame);
    expect(isSameProxy(now, before)).toBe(isSame);
  });

  it('say the same of a pod that belongs to nobody', () => {
    expect(isSameProxy(alone, { ...alone })).toBe(true);
  });
});

describe('the version of an image', () => {
  it.each([
    ['docker.io/istio/proxyv2:1.4.10', '1.4.10'],
    ['registry.test:5000/istio/proxyv2:1.3.8-distroless', '1.3.8'],
    ['proxyv2:v1.0.6', '1.0.6'],
    ['proxyv2:1.10.3', '1.10.3'],
    ['proxyv2:my-1.4.10', undefined],
    ['proxyv2:1.4.1@sha256:0123', '1.4.1'],
    ['registry.test:5000/proxyv2', undefined],
    ['proxyv2@sha256:0123', undefined],
    ['proxyv2:latest', undefined],
    ['proxyv2:1.4.100', undefined],
  ])('%s is %s', (image, version) => {
    expect(versionOf(image)).toBe(version);
  });
});
