import { isDeepStrictEqual } from 'node:util';
import { InvalidSpecError, type SpecProblem } from '../../src/api/errors.ts';
import type { MeshInstallSpec } from '../../src/api/spec/index.ts';
import { parseSpec } from '../../src/api/validation/index.ts';
import { baseOf, newGatewayOf, resolve } from '../resolve.ts';
import { conform } from './conform.ts';
import { convertValues, type DefaultAt, type Origin } from './convert.ts';
import { refusals } from './refusals.ts';
import { at, isTree, leaves, put, remove, type Path, type Tree } from './tree.ts';
import type { Unmapped } from './unmapped.ts';

/** What a values file is converted for. */
export interface ValuesTarget {
  readonly version: string;
  readonly profile: NonNullable<MeshInstallSpec['profile']>;
}

/** A field of the contract that something other than values of the charts asks for. */
export interface StatedField {
  /** Below spec, gateways by name. */
  readonly path: Path;
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
 * The spec that installs what the official chart of that release installs with values, in one tree as Helm merges it
 * from files and settings. What release and profile set anyway is left out. Every value that is not in the spec and not
 * what is so anyway is listed, by its key and with what to do: it has no field, the chart does not read it, or the
 * release lacks it. `fields` count more than the values.
 * @throws InvalidSpecError when the version is not known or does not have the profile
 */
export function specFromValues(
  values: Tree,
  { version, profile }: ValuesTarget,
  fields: readonly StatedField[] = [],
): ConvertedValues {
  const defaultAt = defaultsOf(version, profile);
  const conversion = convertValues(values, { version, profile }, defaultAt);
  const origins = [...stated(conversion.spec, fields), ...conversion.origins];
  const tree = conform(conversion.spec);
  for (const { path, value } of leaves(tree)) if (isSoAnyway(value, defaultAt(path))) remove(tree, path);
  const head = { version, ...(profile !== 'default' && { profile }) };
  const refused = refusals(tree, (spec) => problemsOf(spec, head), origins, conversion.values);
  return { spec: parseSpec(specOf(tree, head)), unmapped: [...conversion.unmapped, ...refused] };
}

/** Puts fields into the spec, and says where each of them comes from. */
function stated(spec: Tree, fields: readonly StatedField[]): Origin[] {
  return fields.flatMap(({ path, value, key, isDefault }) => {
    if (isDefault === true && at(spec, path) !== undefined) return [];
    put(spec, path, value);
    return [{ field: path, key: [key], isSame: key !== '' }];
  });
}

/** An empty map is merged into what there is, and changes nothing. */
const isSoAnyway = (value: unknown, usual: unknown): boolean =>
  isDeepStrictEqual(value, usual) || (isTree(value) && Object.keys(value).length === 0);

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

function defaultsOf(version: string, profile: ValuesTarget['profile']): DefaultAt {
  const base = baseOf(version, profile);
  return ([first, name, ...rest]) => {
    const path = [first, name].filter((key) => key !== undefined).concat(rest);
    if (first !== 'gateways' || name === undefined || at(base, ['gateways', name]) !== undefined) return at(base, path);
    return at(newGatewayOf(version, name), rest);
  };
}
