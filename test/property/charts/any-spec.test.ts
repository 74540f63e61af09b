import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { capabilitiesOf, RELEASES, render, resolve } from '../../../charts/index.ts';
import { rootSchema } from '../../../src/api/crd.ts';
import { InvalidSpecError } from '../../../src/api/errors.ts';
import { parseSpec } from '../../../src/api/validation/index.ts';
import { anyValue, fromSchema, runs } from '../../support/hostile.ts';

const RUNS = runs(150);
const KUBERNETES = ['1.16', '1.21', '1.22', '1.36'].map(capabilitiesOf);

/** Renders, or refuses in words that name a field of the spec; anything else is a crash. @returns whether it rendered */
function tried(spec: unknown, capabilities: (typeof KUBERNETES)[number]): boolean {
  try {
    const manifests = render({ name: 'mesh', spec: resolve(parseSpec(spec)), capabilities });
    expect(JSON.parse(JSON.stringify(manifests))).toEqual(manifests);
    return true;
  } catch (error) {
    if (!(error instanceof InvalidSpecError)) throw error;
    for (const { field, message } of error.problems) {
      expect(field).toMatch(/^spec/);
      expect(message).toMatch(/^[^\s].*[.?]$/s);
      expect(message).not.toMatch(/undefined|\[object/);
    }
    return false;
  }
}

const specs = (wrong: number) => fromSchema(rootSchema().properties?.['spec'] ?? {}, wrong);
const releases = fc.constantFrom(...RELEASES);
const kubernetes = fc.constantFrom(...KUBERNETES);

describe('a spec', () => {
  it('that fits the schema is rendered, or refused by names of fields', () => {
    let rendered = 0;
    fc.assert(
      fc.property(specs(0), releases, kubernetes, (spec, version, capabilities) => {
        if (tried({ ...(spec as object), version }, capabilities)) rendered++;
      }),
      RUNS,
    );
    expect(rendered).toBeGreaterThan(RUNS.numRuns / 4);
  });

  it.each([40, 6])('in which one of %s values is anything is rendered, or refused by names of fields', (wrong) => {
    fc.assert(
      fc.property(specs(wrong), kubernetes, (spec, capabilities) => void tried(spec, capabilities)),
      RUNS,
    );
  });

  it('that is anything at all is refused', () => {
    fc.assert(
      fc.property(anyValue(), (spec) => expect(tried(spec, KUBERNETES[0]!)).toBe(false)),
      RUNS,
    );
    expect(() => parseSpec({ version: { toString: 1 } })).toThrow(/^spec.version: {"toString":1}: not possible; write/);
  });
});
