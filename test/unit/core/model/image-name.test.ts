import { describe, expect, it } from '@jest/globals';
import { imageName } from '../../../../src/core/model/image-name.ts';

describe('the name of an image', () => {
  it.each([
    ['docker.io/istio/pilot:1.4.10', 'pilot:1.4.10'],
    ['localhost:5000/istio/pilot:1.4.10', 'pilot:1.4.10'],
    ['reg/pilot@sha256:0123456789abcdef', 'pilot@01234567'],
    ['', ''],
  ])('shortens the image %s to %s', (image, name) => {
    expect(imageName(image)).toBe(name);
  });
});
