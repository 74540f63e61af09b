import { describe, expect, it } from '@jest/globals';
import { rootSchema, type Schema } from '../../../../src/api/crd.ts';
import { InvalidSpecError } from '../../../../src/api/errors.ts';
import { parseSpec } from '../../../../src/api/validation/index.ts';

/** Where a value may stand in a spec: keys, with 0 for the only item of a list and `any` for a key of a map. */
function placesOf(schema: Schema, at: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  const values = schema['additionalProperties'];
  const inner = [
    ...Object.entries(schema.properties ?? {}),
    ...(schema.items === undefined ? [] : [[0, schema.items] as const]),
    ...(typeof values === 'object' ? [['any', values as Schema] as const] : []),
  ];
  return [...(at.length > 0 ? [at] : []), ...inner.flatMap(([key, child]) => placesOf(child, [...at, key]))];
}

const PLACES = placesOf(rootSchema().properties?.['spec'] ?? {});

/** Values of every kind, and of sizes that are out of bounds. */
const VALUES = [null, true, -1, 7, 1.5, 1e12, '', 'A b', 'a'.repeat(300), [], [7], {}, { unheard: 1 }];

const specWith = (place: readonly (string | number)[], value: unknown): unknown =>
  place.reduceRight<unknown>((inner, key) => (key === 0 ? [inner] : { [key]: inner }), value);

/** What is said of a spec that has only this and a version. */
function saidOf(spec: unknown): string[] {
  try {
    parseSpec({ version: '1.4.10', ...(spec as object) });
    return [];
  } catch (error) {
    if (!(error instanceof InvalidSpecError)) throw error;
    return error.problems.map(({ message }) => message);
  }
}

/** Words of the schema's library, and of programs, for what people call text, whole number, map and list. */
const NOT_FOR_PEOPLE =
  /\b(record|expected|received|invalid|nan|int|boolean|string|array|object|undefined|union|strict\w*|unrecogni[sz]ed|regex|pattern|too (big|small))\b/i;

describe('what is said of a wrong value', () => {
  it('is in words for people, whatever the value and wherever it stands', () => {
    const said = new Set(PLACES.flatMap((place) => VALUES.flatMap((value) => saidOf(specWith(place, value)))));
    expect(said.size).toBeGreaterThan(100);
    expect([...said].filter((message) => NOT_FOR_PEOPLE.test(message.replaceAll(/`[^`]*`|spec\.\S+/g, '')))).toEqual(
      [],
    );
    expect([...said].filter((message) => !message.endsWith('.') && !message.endsWith('?'))).toEqual([]);
  });
});
