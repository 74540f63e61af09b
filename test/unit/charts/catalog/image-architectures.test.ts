import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { imageArchitectures, imagesOf } from '../../../../charts/index.ts';
import { meshOf } from '../../../support/mesh.ts';

/** Whole references in tables: whatever is called an image, and has a tag. */
function referencesIn(value: unknown, key = ''): string[] {
  if (typeof value === 'string') return /image$/i.test(key) && /:[^/]+$/.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, child]) => referencesIn(child, name));
}

/** Every image that a table of the catalog names. */
async function catalogued(): Promise<string[]> {
  const modules = await Promise.all(globSync('charts/catalog/*.ts').map((file) => import(resolve(file)) as unknown));
  return [...new Set(modules.flatMap((module) => referencesIn({ ...(module as object) })))];
}

describe('what images run on', () => {
  it('is known of every image that a table names, or said to be unknown', async () => {
    const images = await catalogued();
    expect(images.length).toBeGreaterThan(20);
    expect(images.filter((image) => imageArchitectures(image) === undefined)).toEqual([]);
  });

  it('is known of every image of a mesh', () => {
    for (const version of ['1.0.9', '1.4.10'])
      expect(
        imagesOf(meshOf({ version, profile: 'demo' })).map(({ image }) => imageArchitectures(image)),
      ).not.toContain(undefined);
  });

  it.each([
    ['docker.io/istio/pilot:1.4.10', ['amd64']],
    ['istio/proxyv2:1.0.0', ['amd64']],
    ['prom/prometheus:v2.12.0', ['amd64', 'arm64']],
    ['docker.io/grafana/grafana:6.4.3', ['amd64']],
    ['istio/coredns-plugin:0.2-istio-1.1', 'unknown'],
  ])('of %s is %j', (image, runsOn) => {
    expect(imageArchitectures(image)).toEqual(runsOn);
  });

  it.each([
    ['of another registry', 'registry.example.com/istio/pilot:1.4.10'],
    ['of another tag', 'docker.io/istio/pilot:1.4.10-arm64'],
    ['of another folder', 'docker.io/istio/own/pilot:1.4.10'],
    ['by digest', 'docker.io/istio/pilot:1.4.10@sha256:0123'],
    ['by digest alone', 'docker.io/istio/pilot@sha256:0123'],
    ['of a later add-on', 'grafana/grafana:7.0.0'],
  ])('is not judged of an image %s: it is somebody’s own', (_which, image) => {
    expect(imageArchitectures(image)).toBeUndefined();
  });

  it('is documented as it is in the table', () => {
    const rows = readFileSync('docs/air-gapped.md', 'utf8').matchAll(/^\| `([^`]+)` \| ([^|]+?) \|/gm);
    const documented = [...rows].map(([, image = '', runsOn = '']) => [image, runsOn]);
    expect(documented.length).toBeGreaterThan(5);
    for (const [image = '', runsOn] of documented) {
      const known = imageArchitectures(image);
      expect([image, runsOn]).toEqual([image, known === 'unknown' ? 'amd64, others unknown' : known?.join(', ')]);
    }
  });
});
