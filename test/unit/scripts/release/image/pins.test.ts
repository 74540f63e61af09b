import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { ARCHITECTURES, DEBIAN_PACKAGES, readPins } from '../../../../../scripts/release/image/pins.ts';

const pack = JSON.parse(readFileSync('package.json', 'utf8')) as { devDependencies: { node: string } };

describe('what the image is built on', () => {
  it('is the Node that everything is tested with', async () => {
    expect((await readPins()).node.version).toBe(pack.devDependencies.node);
  });

  it('is pinned by a digest for every architecture', async () => {
    const { node, debian } = await readPins();
    expect(debian.map(({ name }) => name)).toEqual([...DEBIAN_PACKAGES]);
    for (const architecture of ARCHITECTURES) {
      expect(node.integrity[architecture]).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
      expect(debian.filter(({ sha256 }) => !/^[0-9a-f]{64}$/.test(sha256[architecture]))).toEqual([]);
    }
  });
});
