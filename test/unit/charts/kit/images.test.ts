import { describe, expect, it } from '@jest/globals';
import { addonImage, istioImage, mirrored, podPullSecrets, wholeReference } from '../../../../charts/kit/images.ts';
import { meshOf } from '../../../support/mesh.ts';

describe('a reference to an image', () => {
  it.each([
    ['ubuntu:xenial', 'docker.io/library/ubuntu:xenial'],
    ['grafana/grafana:6.4.3', 'docker.io/grafana/grafana:6.4.3'],
    ['localhost/own:1', 'localhost/own:1'],
    ['registry:5000/own:1', 'registry:5000/own:1'],
    ['quay.io/kiali/kiali@sha256:00', 'quay.io/kiali/kiali@sha256:00'],
  ])('is read as container runtimes read it: %s is %s', (reference, whole) => {
    expect(wholeReference(reference)).toBe(whole);
  });
});

describe('a mirror', () => {
  const mirrors = {
    'docker.io': 'r.example/hub',
    'docker.io/istio': 'r.example/istio',
    'quay.io/ki': 'r.example/no',
    'gcr.io/': 'r.example/g',
  };

  it.each([
    ['docker.io/istio/pilot:1.4.10', 'r.example/istio/pilot:1.4.10'],
    ['grafana/grafana:6.4.3', 'r.example/hub/grafana/grafana:6.4.3'],
    ['ubuntu:xenial', 'r.example/hub/library/ubuntu:xenial'],
    ['gcr.io/heptio/statsd:1', 'r.example/g/heptio/statsd:1'],
    ['docker.io/istio@sha256:00', 'r.example/hub/istio@sha256:00'],
  ])('takes %s to %s, the longest that fits', (from, to) => {
    expect(mirrored(from, mirrors)).toBe(to);
  });

  it.each(['quay.io/kiali/kiali:v1', 'docker.io.example/x:1'])('leaves %s as it is written', (reference) => {
    expect(mirrored(reference, mirrors)).toBe(reference);
  });
});

describe('the image of a program', () => {
  const overrides = { galley: 'own.test/galley:2', grafana: 'own.test/grafana:2' };

  it('is that of the release in the hub and with the tag of the mesh', () => {
    expect(istioImage(meshOf({ version: '1.3.8' }), 'galley', 'galley')).toBe('docker.io/istio/galley:1.3.8');
    const images = { hub: 'r.test/istio', tag: '1.3.8-distroless' };
    expect(istioImage(meshOf({ images }), 'galley', 'galley')).toBe('r.test/istio/galley:1.3.8-distroless');
    expect(addonImage(meshOf({ images }), 'grafana', 'grafana/grafana:6.4.3')).toBe('grafana/grafana:6.4.3');
  });

  it('is that of its component, else that of the overrides', () => {
    const mesh = meshOf({ images: { overrides } });
    expect(istioImage(mesh, 'galley', 'galley')).toBe('own.test/galley:2');
    expect(istioImage(mesh, 'galley', 'galley', 'own.test/galley:3')).toBe('own.test/galley:3');
    expect(istioImage(mesh, 'pilot', 'pilot')).toBe('docker.io/istio/pilot:1.4.10');
    expect(addonImage(mesh, 'grafana', 'grafana/grafana:6.4.3')).toBe('own.test/grafana:2');
    expect(addonImage(mesh, 'grafana', 'grafana/grafana:6.4.3', 'own.test/grafana:3')).toBe('own.test/grafana:3');
  });

  it('is pulled from the mirror, whoever named it', () => {
    const mesh = meshOf({ images: { overrides, mirrors: { 'docker.io': 'r.test/hub', 'own.test': 'r.test/own' } } });
    expect(istioImage(mesh, 'galley', 'galley')).toBe('r.test/own/galley:2');
    expect(addonImage(mesh, 'kiali', 'kiali/kiali:v1')).toBe('r.test/hub/kiali/kiali:v1');
  });
});

describe('a pod of an account that is not ours', () => {
  it('has the pull secrets of the mesh itself, if there are any', () => {
    expect(podPullSecrets(meshOf())).toEqual({});
    const mesh = meshOf({ images: { pullSecrets: ['one', 'two'] } });
    expect(podPullSecrets(mesh)).toEqual({ imagePullSecrets: [{ name: 'one' }, { name: 'two' }] });
  });
});
