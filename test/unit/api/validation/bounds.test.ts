import { describe, expect, it } from '@jest/globals';
import { customResourceDefinition } from '../../../../src/api/crd.ts';
import { InvalidSpecError } from '../../../../src/api/errors.ts';
import { SPEC_BOUNDS } from '../../../../src/api/validation/bounds.ts';
import { parseSpec } from '../../../../src/api/validation/index.ts';

const version = '1.4.10';

const nested = (levels: number): unknown => JSON.parse('{"a":'.repeat(levels) + '1' + '}'.repeat(levels));
const wide = (keys: number, value: unknown = 1): object =>
  Object.fromEntries(Array.from({ length: keys }, (_, i) => [`key${i}`, value]));
const json = (text: string): unknown => JSON.parse(text);

/** The message of a refusal, and the milliseconds until it. */
function refusal(spec: unknown): { message: string; ms: number } {
  const begin = performance.now();
  try {
    parseSpec(spec);
  } catch (error) {
    if (!(error instanceof InvalidSpecError)) throw error;
    return { message: error.message, ms: performance.now() - begin };
  }
  throw new Error('accepted');
}

describe('free-form values have bounds, which are looked at before anything else', () => {
  it.each<[what: string, spec: object, message: string]>([
    ['2,000 levels', { mesh: { config: nested(2000) } }, 'spec.mesh.config: is nested too deep; 64 levels'],
    ['9,900 levels', { mesh: { config: nested(9900) } }, 'spec.mesh.config: is nested too deep; 64 levels'],
    [
      '9,900 levels in a patch',
      { overlays: [{ kind: 'Service', name: 'x', patch: [{ op: 'add', path: '/x', value: nested(9900) }] }] },
      'spec.overlays[0]: is nested too deep; 64 levels',
    ],
    ['9,900 levels in a field that there is not', { meshh: nested(9900) }, 'spec.meshh.a: is nested too deep'],
    [
      '800 KB',
      { mesh: { config: { text: 'x'.repeat(800_000) } } },
      'spec.mesh.config: has 782 KiB of the 782 KiB of this spec; 256 KiB at most',
    ],
    [
      '800 KB in many values',
      {
        mesh: {
          networks: wide(
            900,
            Array.from({ length: 100 }, () => 'abc'),
          ),
        },
      },
      'spec.mesh.networks: has ',
    ],
    [
      'many keys',
      { sidecar: { injectedAnnotations: wide(1001, 'x') } },
      'spec.sidecar.injectedAnnotations: has 1001 keys; 1000 at most.',
    ],
    [
      'no number of JSON',
      { gateways: [{ name: 'edge', additionalContainers: [{ name: 'a', weight: Number.NaN }] }] },
      'spec.gateways[0].additionalContainers[0].weight: "NaN": is not a number that Kubernetes can keep',
    ],
    ['no end', { mesh: { config: { much: Infinity } } }, 'spec.mesh.config.much: "Infinity": is not a number'],
    ['many keys of a spec', wide(1001), 'spec: has 1002 keys; 1000 at most.'],
    [
      'a key constructor',
      { mesh: { config: { constructor: { name: 1 } } } },
      'spec.mesh.config.constructor: is a name that programs reserve',
    ],
    [
      'a key __proto__',
      { mesh: { config: json('{"a":[{"__proto__":{"polluted":true}}]}') } },
      'spec.mesh.config.a[0].__proto__: is a name that programs reserve',
    ],
    ['a variable prototype', { components: { pilot: { env: { prototype: 'x' } } } }, 'spec.components.pilot.env.proto'],
    ['a field of that name', json('{"__proto__":{"mesh":1}}') as object, 'spec.__proto__: is a name that programs'],
  ])('%s', (_what, spec, message) => {
    const refused = refusal({ ...(json('{}') as object), ...spec, version });
    expect(refused.message.startsWith(message)).toBe(true);
    expect(refused.message.length).toBeLessThan(300);
    expect(refused.ms).toBeLessThan(1000);
  });

  it.each<[what: string, spec: object]>([
    ['60 levels', { mesh: { config: nested(60) } }],
    ['a thousand keys', { sidecar: { injectedAnnotations: wide(1000, 'x') } }],
    ['200 KiB', { components: { pilot: { jwksResolverExtraRootCA: 'x'.repeat(200 * 1024) } } }],
  ])('%s are within them', (_what, spec) => {
    expect(() => parseSpec({ version, ...spec })).not.toThrow();
  });

  it('shortens a long value that it says', () => {
    const { message } = refusal({ version, profile: 'x'.repeat(100_000) });
    expect(message.length).toBeLessThan(400);
  });

  it('says them in the CRD, as far as a schema can', () => {
    const text = JSON.stringify(customResourceDefinition());
    expect(text).toContain(`At most ${SPEC_BOUNDS.kibibytes} KiB, ${SPEC_BOUNDS.levels} levels deep.`);
    const free = [...text.matchAll(/\{[^{}]*"x-kubernetes-preserve-unknown-fields":true[^{}]*\}/g)].map(String);
    const objects = free.filter((schema) => schema.includes('"type":"object"'));
    expect(objects.length).toBeGreaterThan(5);
    expect(objects.filter((schema) => !schema.includes(`"maxProperties":${SPEC_BOUNDS.keys}`))).toEqual([]);
  });
});
