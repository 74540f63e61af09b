import { describe, expect, it } from '@jest/globals';
import { ImagePulls } from '../../../../devcluster/kubelet/image-pulls.ts';

const pod = (...images: string[]) => ({ containers: images.map((image) => ({ image })) });
const seconds = { pilot: 8_000, proxy: 3_000, init: 1_000 } as const;
const pulls = () => new ImagePulls((image) => seconds[image as keyof typeof seconds]);

describe('simulated image pulls', () => {
  it('of one pod follow each other, those of its init containers first', () => {
    const nodes = pulls();
    expect(nodes.pull('a', { initContainers: [{ image: 'init' }], ...pod('pilot') }, 100)).toBe(9_100);
    expect(nodes.pull('a', pod('init'), 100)).toBe(1_100);
  });

  it('happen once per node and image', () => {
    const nodes = pulls();
    expect(nodes.pull('a', pod('proxy', 'proxy'), 0)).toBe(3_000);
    expect(nodes.pull('a', pod('proxy'), 5_000)).toBe(5_000);
    expect(nodes.pull('b', pod('proxy'), 5_000)).toBe(8_000);
  });

  it('of several pods run side by side, and the same image is waited for together', () => {
    const nodes = pulls();
    expect(nodes.pull('a', pod('pilot'), 0)).toBe(8_000);
    expect(nodes.pull('a', pod('proxy'), 1_000)).toBe(4_000);
    expect(nodes.pull('a', pod('proxy', 'pilot'), 2_000)).toBe(8_000);
  });
});
