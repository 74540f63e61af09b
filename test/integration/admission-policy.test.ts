import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadAll } from 'js-yaml';
import { rootSchema, type Schema } from '../../src/api/crd.ts';
import type { Manifest } from '../../src/api/manifest.ts';
import { API } from '../../src/api/meshinstall.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../support/cluster.ts';
import { meshRef } from '../support/mesh-install.ts';

const HUB = { images: { hub: 'registry.example.com/istio' } };
const FOREIGN = 'elsewhere.test/image:1';

let test: TestCluster;

/** What the apiserver says against a MeshInstall, if anything; nothing is stored. */
async function refusal(spec: object): Promise<string | undefined> {
  const install = { apiVersion: API.apiVersion, kind: API.kind, metadata: { name: 'tried' } };
  try {
    await test.client.create({ ...install, spec: { version: '1.4.10', ...spec } }, { dryRun: true });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

beforeAll(async () => {
  test = await startTestCluster({ simulation: false });
  const before = { apiVersion: API.apiVersion, kind: API.kind, metadata: { name: 'before' } };
  await test.client.create({ ...before, spec: { version: '1.4.10', namespace: 'elsewhere' } });
  for (const object of loadAll(await readFile('examples/policies/meshinstalls.yaml', 'utf8')) as Manifest[])
    await test.client.apply(object, { fieldManager: 'user' });
  // The apiserver takes up a policy a moment after it was written, and nothing tells when.
  while ((await refusal({})) === undefined);
}, START_MS);

afterAll(() => test.stop(), STEP_MS);

/** Every field of the spec that names an image, as a path. */
const imagesIn = ({ properties = {} }: Schema, path: readonly string[] = []): string[][] =>
  Object.entries(properties).flatMap(([name, field]) => {
    if (name === 'image' && field.type === 'string') return [[...path, name]];
    if (field.type === 'array') return imagesIn(field.items ?? {}, [...path, name, '0']);
    return imagesIn(field, [...path, name]);
  });

/** A spec in which the field at a path is an image of another registry. */
const withForeign = ([name = '', ...rest]: readonly string[]): unknown => {
  if (name === '') return FOREIGN;
  const inner = withForeign(rest);
  return name === '0' ? [{ name: 'istio-ingressgateway', ...(inner as object) }] : { [name]: inner };
};

const IMAGES = imagesIn(rootSchema().properties?.['spec'] ?? {});

describe('the admission policy of the examples', () => {
  it.each([
    ['the hub alone', {}],
    ['images of its registry', { components: { pilot: { image: 'registry.example.com/istio/pilot:mine' } } }],
    ['the namespace by name', { namespace: 'istio-system' }],
  ])('takes %s', async (_what, spec) => {
    expect(await refusal({ ...HUB, ...spec })).toBeUndefined();
  });

  it('refuses a spec that leaves the hub to us', async () => {
    expect(await refusal({})).toContain('spec.images.hub has to be set, and to begin with registry.example.com/');
    expect(await refusal({ images: { hub: 'registry.example.com.elsewhere.test' } })).toContain('spec.images.hub');
  });

  it('refuses images of other registries in every field that names one', async () => {
    expect(IMAGES.length).toBeGreaterThan(15);
    for (const path of IMAGES) {
      const said = await refusal({ ...HUB, ...(withForeign(path) as object) });
      expect({ path, said }).toEqual({
        path,
        said: expect.stringMatching(/image( of a (component|gateway))? has to begin with registry.example.com/),
      });
    }
    expect(await refusal({ images: { ...HUB.images, overrides: { bridge: FOREIGN } } })).toContain('overrides');
  });

  it('refuses overlays and other namespaces', async () => {
    const patch = {
      kind: 'Deployment',
      name: 'istio-pilot',
      patch: [{ op: 'replace', path: '/spec/replicas', value: 2 }],
    };
    expect(await refusal({ ...HUB, overlays: [patch] })).toContain('spec.overlays');
    expect(await refusal({ ...HUB, namespace: 'elsewhere' })).toContain('spec.namespace has to be one of istio-system');
  });

  it('does not hold up what was there before it: the operator may mark it, and it can be deleted', async () => {
    const metadata = { finalizers: ['meshwright.dev/finalizer'] };
    await test.client.patch(meshRef('before'), { metadata }, { type: 'merge' });
    await test.client.delete(meshRef('before'));
    await test.client.patch(meshRef('before'), { metadata: { finalizers: null } }, { type: 'merge' });
    expect(await test.client.get(meshRef('before'))).toBeUndefined();
  });
});
