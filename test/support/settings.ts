import { rootSchema, type Schema } from '../../src/api/crd.ts';

/** One setting that a user can write. */
export interface Setting {
  /** Path below spec; `[]` stands for the items of a list. */
  readonly path: readonly string[];
  readonly schema: Schema;
}

/** Every setting of the spec that holds a value of its own; blocks of settings are walked through. */
export function everySetting(): Setting[] {
  const spec = rootSchema().properties?.['spec'];
  return spec === undefined ? [] : settingsOf(spec, []);
}

function settingsOf(schema: Schema, path: readonly string[]): Setting[] {
  if (schema.properties !== undefined) {
    return Object.entries(schema.properties).flatMap(([name, child]) => settingsOf(child, [...path, name]));
  }
  if (path.join('.') === 'gateways' && schema.items !== undefined) return settingsOf(schema.items, [...path, '[]']);
  return [{ path, schema }];
}

/** A spec that holds one value at a path; a list gets one item with the name of a gateway. */
export function specWith(
  path: readonly string[],
  value: unknown,
  gateway = 'istio-ingressgateway',
): Record<string, unknown> {
  const [head, ...rest] = path;
  if (head === undefined) return value as Record<string, unknown>;
  const inner = rest.length === 0 ? value : specWith(rest, value);
  if (rest[0] !== '[]') return { [head]: inner };
  return { [head]: [{ name: gateway, ...specWith(rest.slice(1), value) }] };
}
