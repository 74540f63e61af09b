import { isDeepStrictEqual } from 'node:util';
import { OPTIONS } from '../catalog/options.ts';
import { as, type Source } from '../catalog/options/conversions.ts';
import type { Option } from '../catalog/options/option.ts';
import { WITHOUT_FIELD, WITHOUT_MEANING } from '../catalog/options/unmapped.ts';
import { minorOf, MINORS } from '../catalog/minor.ts';
import { at, isTree, isWithin, leaves, put, type Tree } from './tree.ts';

/** A value of the file that did not get into the MeshInstall. */
export interface Unmapped {
  /** Key as it is written in the file, for example `global.proxy.image`. */
  readonly key: string;
  readonly value: unknown;
  /** Why not, and what to do instead. */
  readonly message: string;
}

type Path = readonly string[];

/** What became of the values: a spec, and which key gave each of its fields. */
export interface Conversion {
  /** The spec, gateways as a map by name. */
  readonly spec: Tree;
  /** Path in the spec, joined by dots, to the key that it comes from. */
  readonly origins: ReadonlyMap<string, Path>;
  readonly unmapped: readonly Unmapped[];
}

/** Takes every value of a Helm values file to its field. */
export function convertValues(file: Tree, version: string): Conversion {
  const values = withoutNulls(file);
  const source = sourceOf(values, version);
  const spec: Tree = {};
  const origins = new Map<string, Path>();
  const taken: Path[] = [];
  const unmapped: Unmapped[] = [];
  for (const { option, key, field } of rowsFor(values, version)) {
    const value = at(values, key);
    const converted = (option.convert ?? as)(value, source, key.join('.'));
    if (converted === undefined) continue;
    taken.push(key);
    if ('remedy' in converted) unmapped.push({ key: key.join('.'), value, message: `${converted.remedy}.` });
    if (!('value' in converted)) continue;
    put(spec, field, converted.value);
    for (const leaf of leaves(converted.value, field)) origins.set(leaf.path.join('.'), key);
  }
  const left = leaves(values).filter(({ path, value }) => path.length > 0 && !isTaken(path, value, taken));
  return { spec, origins, unmapped: [...unmapped, ...left.flatMap((leaf) => explained(leaf, source))] };
}

function sourceOf(values: Tree, version: string): Source {
  const valueAt = (key: string): unknown => at(values, key.split('.'));
  const textAt = (key: string, usual: string): string => {
    const value = valueAt(key);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : usual;
  };
  return { version, at: valueAt, textAt };
}

/** Helm takes null as "no value": nothing to take over, and nothing to miss. */
function withoutNulls(tree: Tree): Tree {
  const present = Object.entries(tree).filter(([, value]) => value !== null);
  return Object.fromEntries(present.map(([key, value]) => [key, isTree(value) ? withoutNulls(value) : value]));
}

/** An option that the file sets, and where. */
interface Applied {
  readonly option: Option;
  readonly key: Path;
  readonly field: Path;
}

/** Names of other lines first, so that those of the release have the last word. */
function rowsFor(values: Tree, version: string): Applied[] {
  const minor = MINORS.indexOf(minorOf(version));
  const isOwn = ({ since = '1.0', until = '1.4' }: Option): boolean =>
    minor >= MINORS.indexOf(since) && minor <= MINORS.indexOf(until);
  return [...OPTIONS]
    .sort((a, b) => Number(isOwn(a)) - Number(isOwn(b)))
    .flatMap((option) => applied(option, values))
    .filter(({ key }) => at(values, key) !== undefined);
}

function applied(option: Option, values: Tree): Applied[] {
  if (option.helm === undefined) return [];
  const key = option.helm.split('.');
  const field = fieldPath(option.path);
  if (!key.includes('*')) return [{ option, key, field }];
  const gateways = isTree(values['gateways']) ? Object.entries(values['gateways']) : [];
  const named = (path: Path, name: string): Path => path.map((part) => (part === '*' ? name : part));
  return gateways
    .filter(([, settings]) => isTree(settings))
    .map(([name]) => ({ option, key: named(key, name), field: named(field, name) }));
}

const fieldPath = (path: string): Path => path.split('.');

const isTaken = (path: Path, value: unknown, taken: readonly Path[]): boolean =>
  isEmpty(value) || taken.some((key) => isWithin(path, key));

const isEmpty = (value: unknown): boolean => isTree(value) && Object.keys(value).length === 0;

/** Why a value has no field; nothing when it asks for nothing. */
function explained({ path, value }: { path: Path; value: unknown }, { at: valueAt }: Source): Unmapped[] {
  const key = path.join('.');
  const covers = (prefix: string): boolean => isWithin(path, prefix.split('.'));
  if (WITHOUT_MEANING.some(covers)) return [];
  const known = WITHOUT_FIELD.find(({ helm }) => covers(helm));
  if (known === undefined)
    return [{ key, value, message: 'not a value of the charts of Istio 1.0 to 1.4; leave it out.' }];
  const isOff = known.unless !== undefined && valueAt(known.unless) !== true;
  return isOff || known.harmless.includes(value) || isDeepStrictEqual(value, [])
    ? []
    : [{ key, value, message: `has no field; ${known.remedy}.` }];
}
