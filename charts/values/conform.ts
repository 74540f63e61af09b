import { rootSchema, type Schema } from '../../src/api/crd.ts';
import { isTree, type Tree } from './tree.ts';

/**
 * A spec with the types that the contract asks for: templates do not tell 80 from "80", an empty map from an empty list,
 * or 1.5 processors from "1.5". What cannot be read as what it should be stays as it is.
 * @param spec gateways are a map by name
 */
export const conform = (spec: Tree): Tree => conformed(spec, schemaOfSpec()) as Tree;

/** Made once: it is the same for every file, and takes longer than all the rest. */
let made: Schema | undefined;

function schemaOfSpec(): Schema {
  if (made !== undefined) return made;
  const { gateways, ...rest } = rootSchema().properties?.['spec']?.properties ?? {};
  const byName = { type: 'object', additionalProperties: gateways?.items };
  return (made = { type: 'object', properties: { ...rest, gateways: byName } });
}

function conformed(value: unknown, schema: Schema | undefined): unknown {
  if (schema === undefined) return value;
  if (Array.isArray(value)) return list(value, schema);
  if (isTree(value)) return map(value, schema);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? (cast(value, schema) ?? value)
    : value;
}

function list(items: readonly unknown[], schema: Schema): unknown {
  return schema['type'] === 'object' && items.length === 0 ? {} : items.map((item) => conformed(item, schema.items));
}

function map(tree: Tree, schema: Schema): unknown {
  const entries = Object.entries(tree);
  if (schema['type'] === 'array' && entries.length === 0) return [];
  const other = isTree(schema['additionalProperties']) ? (schema['additionalProperties'] as Schema) : undefined;
  return Object.fromEntries(entries.map(([key, child]) => [key, conformed(child, schema.properties?.[key] ?? other)]));
}

function cast(value: string | number | boolean, schema: Schema): unknown {
  if (schema['x-kubernetes-int-or-string'] === true) return Number.isInteger(value) ? value : String(value);
  return CASTS[String(schema['type'])]?.(String(value));
}

const number = (text: string): number | undefined =>
  text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined;

const CASTS: Readonly<Record<string, (text: string) => unknown>> = {
  string: (text) => text,
  number,
  integer: number,
  boolean: (text) => (text === 'true' || text === 'false' ? text === 'true' : undefined),
};
