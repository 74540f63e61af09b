import { describe, expect, it } from '@jest/globals';
import { mirrored, wholeReference } from '../../../../charts/kit/images.ts';

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
