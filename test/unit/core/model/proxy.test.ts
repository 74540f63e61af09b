import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { proxyOf, versionOf } from '../../../../src/core/model/proxy.ts';
import { podWithProxy } from '../../../support/proxies.ts';

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
    expect(
      proxyOf(withArgs('proxy', 'sidecar', '--discoveryAddress', '192.0.2.1:15010'))?.controlPlane,
    ).toBeUndefined();
    expect(proxyOf(withArgs('proxy', 'sidecar', '--discoveryAddress'))?.controlPlane).toBeUndefined();
    expect(proxyOf(withArgs())?.controlPlane).toBeUndefined();
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
    const alone = podWithProxy();
    delete alone.metadata.ownerReferences;
    expect(proxyOf(alone)?.workload).toBeUndefined();
  });
});

describe('the version of an image', () => {
  it.each([
    ['docker.io/istio/proxyv2:1.4.10', '1.4.10'],
    ['registry.test:5000/istio/proxyv2:1.3.8-distroless', '1.3.8'],
    ['proxyv2:v1.0.6', '1.0.6'],
    ['proxyv2:1.4.1@sha256:0123', '1.4.1'],
    ['registry.test:5000/proxyv2', undefined],
    ['proxyv2@sha256:0123', undefined],
    ['proxyv2:latest', undefined],
    ['proxyv2:1.4.100', undefined],
  ])('%s is %s', (image, version) => {
    expect(versionOf(image)).toBe(version);
  });
});
