import fc from 'fast-check';
import type { Schema } from '../../src/api/crd.ts';

/**
 * How often a property is tried: with the same values in every run, since a new find must not stop a change that has
 * nothing to do with it. FC_SEED and FC_RUNS look further.
 */
export const runs = (usual: number): { readonly seed: number; readonly numRuns: number } => ({
  seed: Number(process.env['FC_SEED'] ?? 20261128),
  numRuns: Number(process.env['FC_RUNS'] ?? usual),
});

/** Texts that something reads otherwise than as text, or that a terminal obeys. */
const TEXTS: readonly string[] = [
  ...[
    '',
    ' ',
    '0',
    '-1',
    '*',
    '.',
    '..',
    '/',
    ':',
    '@',
    ',',
    '%s',
    '1,2',
    'a:b',
    'a@sha256:',
    '{{',
    '{{ .x }}',
    '${x}',
  ],
  ...['\u0000', '\u001b[31m', '\u202e', '\ud800', '\ufeff', 'a\nb', 'a\r\nb', 'ünïcode', '💥', 'a'.repeat(300)],
  ...['__proto__', 'constructor', 'toString', 'null', 'true', 'NaN', '1e999', '0x10'],
  ...['100%', '5Gi', '-5m', '1.4', 'v1.4', '1.4.10', '10.0.0.0/8', '- a: [', 'a: 1', '[1', '[]', '{', '{}', '&a [*a]'],
];
const NUMBERS: readonly number[] = [0, -1, 1.5, 65_536, 2 ** 31, 2 ** 53, 1e308, NaN, Infinity];
const SHAPES: readonly object[] = [
  ...[[], {}, [[]], [{}], [null], ['a', 'a'], { '': '' }, { a: null }, { length: 3 }],
  // A map that shadows what text is made by.
  ...[{ toString: 1 }, { hasOwnProperty: 'x' }],
];

/** Whatever a document may hold where something else belongs. */
export const anyValue = (): fc.Arbitrary<unknown> =>
  fc.oneof(
    fc.constantFrom(...TEXTS),
    fc.constantFrom(null, true, false, ...NUMBERS),
    fc.constantFrom(...SHAPES),
    fc.string(),
    fc.jsonValue({ maxDepth: 3 }),
  );

/** A document in which one value, wherever it is, was replaced. */
export function disturbed(document: unknown, choose: (size: number) => number, by: unknown): unknown {
  if (typeof document !== 'object' || document === null) return by;
  const keys = Object.keys(document);
  const key = keys[choose(keys.length)];
  if (key === undefined) return by;
  const copy = Array.isArray(document) ? [...(document as unknown[])] : { ...document };
  Object.assign(copy, { [key]: disturbed((document as Record<string, unknown>)[key], choose, by) });
  return copy;
}

/** One of the documents with up to three values in it replaced. */
export const anyDisturbed = (documents: readonly unknown[]): fc.Arbitrary<unknown> =>
  fc
    .tuple(fc.constantFrom(...documents), fc.gen(), fc.array(anyValue(), { minLength: 1, maxLength: 3 }))
    .map(([document, gen, values]) =>
      values.reduce<unknown>(
        (at, value) => disturbed(at, (size) => gen(fc.nat, { max: Math.max(0, size - 1) }), value),
        document,
      ),
    );

/**
 * What a schema allows, with any of its fields or none.
 * @param wrong one of so many values is something else altogether; 0 for none
 */
export function fromSchema(schema: Schema, wrong: number): fc.Arbitrary<unknown> {
  const right = rightOf(schema, wrong);
  if (wrong === 0) return right;
  return fc.oneof({ weight: wrong, arbitrary: right }, { weight: 1, arbitrary: anyValue() });
}

function rightOf(schema: Schema, wrong: number): fc.Arbitrary<unknown> {
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]));
  if (schema['x-kubernetes-int-or-string'] === true)
    return fc.oneof(fc.integer(), fc.constantFrom('0%', '25%', '999%'));
  if (schema['type'] === 'boolean') return fc.boolean();
  if (schema['type'] === 'integer' || schema['type'] === 'number') return numberOf(schema);
  if (schema['type'] === 'string') return textOf(schema);
  if (schema['type'] === 'array') return listOf(schema, wrong);
  return schema.properties === undefined ? mapOf(schema, wrong) : recordOf(schema, wrong);
}

function numberOf({ type, minimum, maximum }: Schema & { minimum?: number; maximum?: number }): fc.Arbitrary<number> {
  const bounds = { min: minimum ?? -5, max: maximum ?? 70_000 };
  const inside = type === 'integer' ? fc.integer(bounds) : fc.double({ ...bounds, noNaN: true });
  return fc.oneof(fc.constantFrom(bounds.min, bounds.max), inside);
}

const listOf = ({ items = {}, minItems = 0 }: Schema & { minItems?: number }, wrong: number): fc.Arbitrary<unknown> =>
  fc.array(fromSchema(items, wrong), { minLength: minItems, maxLength: 3 });

function textOf({ pattern }: Schema): fc.Arbitrary<string> {
  if (typeof pattern !== 'string')
    return fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('a', '1', 'istio-system'));
  // Texts of unbounded length would soon be too long for what bounds them elsewhere.
  const bounded = pattern.replaceAll(')*', '){0,2}').replaceAll(']*', ']{0,5}').replaceAll(']+', ']{1,3}');
  return fc.stringMatching(new RegExp(bounded));
}

function mapOf(schema: Schema, wrong: number): fc.Arbitrary<unknown> {
  const values = schema['additionalProperties'];
  const value = typeof values === 'object' ? fromSchema(values as Schema, wrong) : anyValue();
  return fc.dictionary(fc.string({ maxLength: 8 }), value, { maxKeys: 3, noNullPrototype: true });
}

function recordOf(
  { properties = {}, required = [] }: Schema & { required?: string[] },
  wrong: number,
): fc.Arbitrary<unknown> {
  const fields = new Map(Object.entries(properties).map(([name, field]) => [name, fromSchema(field, wrong)]));
  return fc
    .tuple(fc.subarray([...fields.keys()], { maxLength: Math.min(fields.size, 6) }), fc.gen())
    .map(([chosen, gen]) => {
      const names = [...new Set([...required, ...chosen])];
      return Object.fromEntries(names.map((name) => [name, gen(() => fields.get(name) ?? fc.constant(null))]));
    });
}
