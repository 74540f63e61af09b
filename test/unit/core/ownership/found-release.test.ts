import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { describeOtherReleases, otherReleases } from '../../../../src/core/ownership/found-release.ts';

const workload = (...images: string[]): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'istio-pilot', namespace: 'istio-system' },
  spec: { template: { spec: { containers: images.map((image, i) => ({ name: `c${i}`, image })) } } },
});
const others = (live: string, rendered = 'docker.io/istio/pilot:1.4.10'): string[] =>
  otherReleases([{ manifest: workload(rendered), live: workload(live) }], '1.4.10').map(({ release }) => release);

describe('a workload that is found', () => {
  it.each([
    ['the same release', 'docker.io/istio/pilot:1.4.10'],
    ['the same release of another registry and flavour', 'registry.test:5000/istio/pilot:1.4.10-distroless'],
    ['a build of the same line', 'docker.io/istio/pilot:release-1.4-latest-daily'],
    ['what the charts come with', 'gcr.io/istio-testing/pilot:1.4-dev'],
    ['a build without a release', 'registry.test/istio/pilot:latest'],
    ['a digest', 'docker.io/istio/pilot@sha256:0123'],
  ])('may be taken over with %s', (_what, image) => {
    expect(others(image)).toEqual([]);
  });

  it.each(['docker.io/istio/pilot:1.3.8', 'registry.test:5000/pilot:1.3.8@sha256:0123'])(
    'is of another release with %s',
    (image) => {
      expect(others(image)).toEqual(['1.3.8']);
    },
  );

  it.each([
    ['docker.io/istio/pilot:release-1.1-latest-daily', '1.1'],
    ['gcr.io/istio-testing/pilot:1.3-dev', '1.3'],
    ['docker.io/istio/pilot:1.4.1', '1.4.1'],
  ])('is of another line with %s', (image, release) => {
    expect(others(image)).toEqual([release]);
  });

  it('may have another version where it is an add-on', () => {
    expect(others('docker.io/jaegertracing/all-in-one:1.2.3', 'docker.io/jaegertracing/all-in-one:1.14')).toEqual([]);
  });

  it('is named with what to do', () => {
    const found = otherReleases([{ manifest: workload('pilot:1.4.10'), live: workload('pilot:1.3.8') }], '1.4.10');
    expect(describeOtherReleases(found, '1.4.10')).toBe(
      'Deployment istio-system/istio-pilot runs Istio 1.3.8, not 1.4.10; set spec.version to what is there, and edit it when the mesh is taken over',
    );
  });
});
