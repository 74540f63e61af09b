import { isDeepStrictEqual } from 'node:util';
import { InvalidSpecError, type SpecProblem } from '../../src/api/errors.ts';
import type { MeshInstallSpec } from '../../src/api/spec/index.ts';
import { parseSpec } from '../../src/api/validation/index.ts';
import { baseOf, newGatewayOf, resolve } from '../resolve.ts';
import { convertValues, type Unmapped } from './convert.ts';
import { at, isTree, leaves, put, remove, type Tree } from './tree.ts';

export type { Unmapped };

/** What a values file is converted for. */
export interface ValuesTarget {
  readonly version: string;
  readonly profile: NonNullable<MeshInstallSpec['profile']>;
}

/** A field of the contract that something other than values of the charts asks for. */
export interface StatedField {
  /** Below spec, gateways by name. */
  readonly path: readonly string[];
  readonly value: unknown;
  /** Where it is said, for people; empty where nobody said it. */
  readonly key: string;
  /** It holds only where nothing else says something. */
  readonly isDefault?: true;
}

/** A spec from a values file, and what of the file it does not say. */
export interface ConvertedValues {
  readonly spec: MeshInstallSpec;
  readonly unmapped: readonly Unmapped[];
}

/**
 * The spec that installs what the official chart installs with a values file. What release and profile set anyway is
 * left out; values that have no field, or that the release lacks, are listed. `fields` count more than the values.
 * @throws InvalidSpecError when the version is not known or does not have the profile
 */
export function specFromValues(
  values: Tree,
  { version, profile }: ValuesTarget,
  fields: readonly StatedField[] = [],
): ConvertedValues {
  const base = baseOf(version, profile);
  const { spec: tree, origins: fromValues, unmapped } = convertValues(values, version);
  const origins = new Map([...fromValues, ...stated(tree, fields)]);
  const head = { version, ...(profile !== 'default' && { profile }) };
  const refused: Unmapped[] = [];
  for (const problem of problemsOf(tree, head)) {
    const path = pathOf(problem.field, tree);
    if (coerced(tree, path, problem)) continue;
    refused.push({ ...originOf(path, origins, problem), message: problem.message });
    remove(tree, path);
  }
  withoutDefaults(tree, base, version);
  // What was coerced may still be wrong in another way.
  for (const problem of problemsOf(tree, head)) {
    const path = pathOf(problem.field, tree);
    refused.push({ ...originOf(path, origins, problem), message: problem.message });
    remove(tree, path);
  }
  return { spec: parseSpec(specOf(tree, head)), unmapped: [...unmapped, ...refused] };
}

/** Puts fields into the spec, and says where each of their leaves comes from. */
function stated(tree: Tree, fields: readonly StatedField[]): [string, readonly string[]][] {
  return fields.flatMap(({ path, value, key, isDefault }) => {
    if (isDefault === true && at(tree, path) !== undefined) return [];
    put(tree, path, value);
    return leaves(value, path).map((leaf): [string, readonly string[]] => [leaf.path.join('.'), [key]]);
  });
}

/** The spec in the order of the contract; gateways as a list. */
function specOf(tree: Tree, head: Tree): MeshInstallSpec {
  const { gateways, ...rest } = tree;
  const list = isTree(gateways)
    ? Object.entries(gateways).map(([name, settings]) => ({ name, ...(settings as object) }))
    : [];
  return { ...head, ...rest, ...(list.length > 0 && { gateways: list }) } as MeshInstallSpec;
}

/** Everything that is wrong with the spec: form, meaning, and what its release lacks. */
function problemsOf(tree: Tree, head: Tree): readonly SpecProblem[] {
  try {
    resolve(parseSpec(specOf(tree, head)));
    return [];
  } catch (error) {
    if (error instanceof InvalidSpecError) return error.problems;
    throw error;
  }
}

/** `spec.gateways[0].type` as a path in the tree, where gateways are named. */
function pathOf(field: string, tree: Tree): string[] {
  const names = isTree(tree['gateways']) ? Object.keys(tree['gateways']) : [];
  return field
    .replace(/^spec\./, '')
    .replace(/^gateways\[(\d+)\]/, (_, i: string) => `gateways.${names[Number(i)] ?? i}`)
    .split(/\.|\[/)
    .filter((part) => !/^\d+\]$/.test(part));
}

/** Helm does not tell 80 from "80"; the contract does. */
function coerced(tree: Tree, path: readonly string[], { message }: SpecProblem): boolean {
  const wanted = /of type (string|number|int|boolean)/.exec(message)?.[1];
  const parent = at(tree, path.slice(0, -1));
  const key = path.at(-1);
  if (wanted === undefined || !isTree(parent) || key === undefined) return false;
  const value = parent[key];
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return false;
  const other = CASTS[wanted]?.(String(value));
  if (other === undefined) return false;
  parent[key] = other;
  return true;
}

const number = (text: string): number | undefined =>
  text !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined;

const CASTS: Readonly<Record<string, (text: string) => unknown>> = {
  string: (text) => text,
  number,
  int: number,
  boolean: (text) => (text === 'true' || text === 'false' ? text === 'true' : undefined),
};

/** The key that a field comes from, and its value; the nearest one above or below it. */
function originOf(
  path: readonly string[],
  origins: ReadonlyMap<string, readonly string[]>,
  { value }: SpecProblem,
): Pick<Unmapped, 'key' | 'value'> {
  const text = path.join('.');
  const exact = origins.get(text) ?? [...origins].find(([field]) => near(field, text))?.[1];
  return { key: (exact ?? path).join('.'), value };
}

const near = (a: string, b: string): boolean => a.startsWith(`${b}.`) || b.startsWith(`${a}.`);

/** Takes out what is so anyway. */
function withoutDefaults(tree: Tree, base: Tree, version: string): void {
  for (const { path, value } of leaves(tree)) {
    if (isDeepStrictEqual(value, defaultAt(path, base, version))) remove(tree, path);
  }
}

function defaultAt(path: readonly string[], base: Tree, version: string): unknown {
  const [first, name, ...rest] = path;
  if (first !== 'gateways' || name === undefined || at(base, ['gateways', name]) !== undefined) return at(base, path);
  return at(newGatewayOf(version, name), rest);
}
