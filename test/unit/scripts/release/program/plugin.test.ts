import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { load } from 'js-yaml';
import { krewManifest } from '../../../../../scripts/release/program/plugin.ts';

const RELEASE = {
  root: '/',
  version: '0.2.0',
  commit: '0'.repeat(40),
  epoch: 0,
  repository: 'https://github.com/meshwright/meshwright',
  image: 'ghcr.io/meshwright/meshwright',
};
const ARCHIVE = Buffer.from('archive');

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly version: string;
    readonly shortDescription: string;
    readonly description: string;
    readonly caveats: string;
    readonly homepage: string;
    readonly platforms: {
      readonly selector: { readonly matchExpressions: { key: string; operator: string; values: string[] }[] };
      readonly uri: string;
      readonly sha256: string;
      readonly bin: string;
    }[];
  };
}

const text = krewManifest(RELEASE, 'kubectl-meshwright-0.2.0.tar.gz', ARCHIVE);
const { apiVersion, kind, metadata, spec } = load(text) as Manifest;

describe('the manifest for krew', () => {
  // https://krew.sigs.k8s.io/docs/developer-guide/develop/naming-guide and .../plugin-manifest
  it('has what krew asks of a plugin', () => {
    expect([apiVersion, kind]).toEqual(['krew.googlecontainertools.github.com/v1alpha2', 'Plugin']);
    expect(metadata.name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(metadata.name).not.toMatch(/^kube/);
    expect(spec.version).toMatch(/^v\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/);
    expect(spec.shortDescription.length).toBeLessThanOrEqual(50);
    expect(spec.shortDescription).not.toMatch(/\.$|kubectl/);
    expect(spec.homepage).toMatch(/^https:\/\//);
    for (const paragraph of [spec.description, spec.caveats]) {
      expect(paragraph.split('\n').filter((line) => line.length > 120)).toEqual([]);
    }
  });

  it('names an archive for everything but Windows, by its address and digest', () => {
    expect(spec.platforms).toEqual([
      {
        selector: { matchExpressions: [{ key: 'os', operator: 'In', values: ['darwin', 'linux'] }] },
        uri: 'https://github.com/meshwright/meshwright/releases/download/v0.2.0/kubectl-meshwright-0.2.0.tar.gz',
        sha256: createHash('sha256').update(ARCHIVE).digest('hex'),
        bin: 'kubectl-meshwright',
      },
    ]);
  });
});
