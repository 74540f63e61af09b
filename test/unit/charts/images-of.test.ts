import { describe, expect, it } from '@jest/globals';
import { capabilitiesOf, imagesOf, resolve } from '../../../charts/index.ts';
import { OVERRIDDEN } from '../../../charts/kit/images.ts';
import { COMPONENTS } from '../../../src/api/components.ts';
import { InvalidSpecError } from '../../../src/api/errors.ts';
import type { MeshInstallSpec } from '../../../src/api/spec/index.ts';

type Images = NonNullable<MeshInstallSpec['images']>;

const MIRROR = 'registry.example.com/hub';
/** The first and last releases, and those between which images changed. */
const RELEASES = ['1.0.0', '1.0.9', '1.1.0', '1.1.17', '1.2.10', '1.3.8', '1.4.10'];

const images = (spec: MeshInstallSpec) =>
  imagesOf({ name: 'mesh', spec: resolve(spec), capabilities: capabilitiesOf('1.21') });

const fullSpecs = new Map<string, MeshInstallSpec>();

/** As much as a release can have at once. */
function fullSpec(version: string): MeshInstallSpec {
  const spec = fullSpecs.get(version) ?? composed(version);
  fullSpecs.set(version, spec);
  return spec;
}

function composed(version: string): MeshInstallSpec {
  const more: Partial<MeshInstallSpec>[] = [
    ...COMPONENTS.filter((name) => name !== 'base').map((name) => ({ components: { [name]: { enabled: true } } })),
    { components: { ingress: { enabled: true } }, mesh: { kubernetesIngress: { enabled: true } } },
    { mesh: { coreDump: { enabled: true } } },
    { sidecar: { sds: { enabled: true } } },
    { gateways: [{ name: 'istio-ingressgateway', sds: { enabled: true } }] },
  ];
  return more.reduce<MeshInstallSpec>(withIfPossible, { version, profile: 'demo' });
}

function withIfPossible(spec: MeshInstallSpec, more: Partial<MeshInstallSpec>): MeshInstallSpec {
  const both: MeshInstallSpec = {
    ...spec,
    ...more,
    components: { ...spec.components, ...more.components },
    mesh: { ...spec.mesh, ...more.mesh },
  };
  return isPossible(both) ? both : spec;
}

function isPossible(spec: MeshInstallSpec): boolean {
  try {
    resolve(spec);
    return true;
  } catch (error) {
    if (error instanceof InvalidSpecError) return false;
    throw error;
  }
}

/** An image of our own for each name that a release knows. */
const overridesOf = (version: string): Record<string, string> =>
  Object.assign(
    {},
    ...OVERRIDDEN.map((name) => ({ [name]: `override.example/${name}:1` })).filter((overrides) =>
      isPossible({ version, images: { overrides } }),
    ),
  ) as Record<string, string>;

const withImages = (version: string, own: Images): string[] =>
  images({ ...fullSpec(version), images: own }).map(({ image }) => image);

describe('the images of a mesh', () => {
  it('are those of its pods and of its sidecars, with who uses them', () => {
    const found = new Map(images({ version: '1.3.8' }).map(({ image, usedBy }) => [image, usedBy]));
    expect(found.get('docker.io/istio/proxyv2:1.3.8')).toEqual(expect.arrayContaining(['pilot', 'sidecars']));
    expect(found.get('docker.io/istio/proxy_init:1.3.8')).toEqual(['sidecars']);
    expect(found.get('docker.io/istio/pilot:1.3.8')).toEqual(['pilot']);
    expect(new Set(found.keys()).size).toBe(found.size);
  });

  it('know the sidecars also where every pod is left alone unless it asks', () => {
    const neverInjectSelector = [{ matchExpressions: [{ key: 'injected', operator: 'DoesNotExist' as const }] }];
    const users = images({ version: '1.4.10', sidecar: { neverInjectSelector } }).flatMap(({ usedBy }) => usedBy);
    expect(users).toContain('sidecars');
  });

  it('are those that overlays leave', () => {
    const patch = [{ op: 'replace' as const, path: '/spec/template/spec/containers/0/image', value: 'own/citadel:1' }];
    const found = images({ version: '1.4.10', overlays: [{ kind: 'Deployment', name: 'istio-citadel', patch }] });
    expect(found).toContainEqual({ image: 'own/citadel:1', usedBy: ['citadel'] });
  });
});

describe.each(RELEASES)('with everything that Istio %s has', (version) => {
  it('all images come from the mirror', () => {
    const mirrors = { 'docker.io': MIRROR, 'quay.io': MIRROR, 'gcr.io': MIRROR, 'k8s.gcr.io': MIRROR };
    expect(withImages(version, { mirrors }).filter((image) => !image.startsWith(`${MIRROR}/`))).toEqual([]);
  });

  it('every image has an override', () => {
    const left = withImages(version, { overrides: overridesOf(version) }).filter(
      (image) => !image.startsWith('override.example/'),
    );
    // The image of core dumps has a setting of its own: mesh.coreDump.image.
    expect(left.filter((image) => image !== 'ubuntu:xenial')).toEqual([]);
  });
});

it('every override has an image in some release', () => {
  const used = new Set(RELEASES.flatMap((version) => withImages(version, { overrides: overridesOf(version) })));
  // The bridge stands where Kubernetes no longer serves what a program reads; it has tests of its own.
  const unused = OVERRIDDEN.filter((name) => name !== 'bridge' && !used.has(`override.example/${name}:1`));
  expect(unused).toEqual([]);
});
