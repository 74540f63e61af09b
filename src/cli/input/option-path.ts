import { rootSchema, type Schema } from '../../api/crd.ts';

/** A field of MeshInstall, found by its path. */
export interface Place {
  /** As people write it: `spec.gateways[].type`. */
  readonly field: string;
  /** Below spec, with `*` for the index of a list: `gateways.*.type`. Undefined in status, and for spec itself. */
  readonly path: string | undefined;
  readonly schema: Schema;
  readonly type: string;
  readonly required: boolean;
  /** The fields of a block, or of the items of a list. */
  readonly fields: readonly Place[];
}

interface Node {
  readonly keys: readonly string[];
  readonly schema: Schema;
  readonly required: boolean;
  /** A value in a map, whose key may have dots in it. */
  readonly isValue?: true;
}

/**
 * The field behind a path, `spec.` at its beginning or not. Items of lists may be written `[0]`, `[]`, by name, or not
 * at all. Undefined when there is none.
 */
export function schemaAt(option: string): Place | undefined {
  const words = option.split(/[.[\]]+/).filter((word) => word !== '');
  const root = { keys: [], schema: rootSchema(), required: false };
  const start = words[0] === 'spec' || words[0] === 'status' ? words : ['spec', ...words];
  const node = start.reduce<Node | undefined>((at, word) => (at === undefined ? undefined : step(at, word)), root);
  return node === undefined ? undefined : placeOf(node);
}

/** Every path of the spec, blocks and leaves. */
export function pathsOf(): string[] {
  const below = (keys: readonly string[], schema: Schema): string[] =>
    Object.entries(insideOf(schema).properties ?? {}).flatMap(([name, field]) => {
      const inner = [...itemsOf(keys, schema), name];
      return [written(inner), ...below(inner, field)];
    });
  return below(['spec'], rootSchema().properties?.['spec'] ?? {});
}

function step(node: Node, word: string): Node | undefined {
  const { keys, schema } = node;
  const inner = insideOf(schema);
  const isItem = inner !== schema;
  const field = inner.properties?.[word];
  const required = ((inner['required'] ?? []) as string[]).includes(word);
  if (field !== undefined) return { keys: [...keys, ...(isItem ? ['*'] : []), word], schema: field, required };
  // An index or a name instead of a field: we are among the items already.
  if (isItem && keys.at(-1) !== '*') return { keys: [...keys, '*'], schema: { ...inner }, required: false };
  return stepInMap(node, word);
}

function stepInMap(node: Node, word: string): Node | undefined {
  const { keys, schema } = node;
  const values = schema['additionalProperties'] ?? schema['x-kubernetes-preserve-unknown-fields'];
  if (values === undefined || values === false) {
    return node.isValue ? { ...node, keys: [...keys.slice(0, -1), `${keys.at(-1) ?? ''}.${word}`] } : undefined;
  }
  const inMap = typeof values === 'object' ? (values as Schema) : {};
  return { keys: [...keys, word], schema: inMap, required: false, isValue: true };
}

/** Fields of a list are those of its items. */
const insideOf = (schema: Schema): Schema => schema.items ?? schema;

const itemsOf = (keys: readonly string[], { items }: Schema): readonly string[] =>
  items === undefined ? keys : [...keys, '*'];

const written = (keys: readonly string[]): string => keys.join('.').replaceAll('.*', '[]');

function placeOf({ keys, schema, required }: Node, isInner = false): Place {
  const [root, ...rest] = keys;
  const inner = insideOf(schema);
  const names = (inner['required'] ?? []) as string[];
  const fields = isInner
    ? []
    : Object.entries(inner.properties ?? {}).map(([name, field]) =>
        placeOf({ keys: [...itemsOf(keys, schema), name], schema: field, required: names.includes(name) }, true),
      );
  const path = root === 'spec' && rest.length > 0 ? rest.join('.') : undefined;
  return { field: written(keys), path, schema, type: typeOf(schema), required, fields };
}

function typeOf(schema: Schema): string {
  if (schema['x-kubernetes-int-or-string'] === true) return 'integer or string';
  if (schema.items !== undefined) return `list of ${typeOf(schema.items)}`;
  if (schema['additionalProperties'] !== undefined) return 'map';
  return typeof schema['type'] === 'string' ? schema['type'] : 'any';
}
