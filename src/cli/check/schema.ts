import type { Schema } from '../../api/crd.ts';
import { digestOf } from '../../core/model/digest.ts';

/** How one schema is not like another. */
export interface SchemaDifference {
  /** Fields that it lacks. */
  readonly lacks: readonly string[];
  /** Fields that only it has. */
  readonly adds: readonly string[];
  /** Fields with other rules. */
  readonly differs: readonly string[];
}

/** Compares fields and their rules, not their descriptions; a field below one that is named is not named. */
export function schemaDifference(wanted: Schema, live: Schema): SchemaDifference {
  const [ours, theirs] = [rulesOf(wanted), rulesOf(live)];
  const outermost = (paths: string[]): string[] =>
    paths.filter((path) => !paths.some((other) => other !== path && path.startsWith(`${other}.`)));
  const missing = (from: ReadonlyMap<string, string>, [...paths]: Iterable<string>): string[] =>
    outermost(paths.filter((path) => !from.has(path)));
  return {
    lacks: missing(theirs, ours.keys()),
    adds: missing(ours, theirs.keys()),
    differs: [...ours.keys()].filter((path) => theirs.has(path) && ours.get(path) !== theirs.get(path)),
  };
}

/** Where one field is below another, and a digest of its rules but for those of fields in it. */
function rulesOf(schema: Schema, path = ''): Map<string, string> {
  const { properties = {}, items, description: _, ...rules } = schema;
  const { additionalProperties, ...others } = rules as { additionalProperties?: Schema | boolean };
  const values = typeof additionalProperties === 'object' ? [['*', additionalProperties] as const] : [];
  const inner = [...Object.entries(properties), ...values, ...(items === undefined ? [] : [['[]', items] as const])];
  const here: [string, string][] = path === '' ? [] : [[path, digestOf(withoutDefaults(others))]];
  return new Map([
    ...here,
    ...inner.flatMap(([name, field]) => [...rulesOf(field, path === '' ? name : `${path}.${name}`)]),
  ]);
}

/** Kubernetes keeps no flag that is false and no list that is empty, and before 1.23 no rules. */
const withoutDefaults = (rules: Schema): object =>
  Object.fromEntries(
    Object.entries(rules).filter(
      ([key, value]) =>
        key !== 'x-kubernetes-validations' && value !== false && !(Array.isArray(value) && value.length === 0),
    ),
  );
