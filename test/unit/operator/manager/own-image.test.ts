import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { operatorImage } from '../../../../src/operator/manager/own-image.ts';

const containers = [
  { name: 'sidecar', image: 'elsewhere.test/sidecar:1' },
  { name: 'operator', image: 'registry.test/meshwright@sha256:1' },
];
const object = (spec: object): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'meshwright-1' },
  spec,
});

describe('the image of the operator', () => {
  it('is that of its container, whatever was put beside it, in its pod and in its Deployment', () => {
    expect(operatorImage(object({ containers }))).toBe('registry.test/meshwright@sha256:1');
    expect(operatorImage(object({ template: { spec: { containers } } }))).toBe('registry.test/meshwright@sha256:1');
  });

  it('is unknown where there is no such container, or nothing at all', () => {
    expect(operatorImage(object({ containers: containers.slice(0, 1) }))).toBeUndefined();
    expect(operatorImage(object({}))).toBeUndefined();
    expect(operatorImage(undefined)).toBeUndefined();
  });
});
