import { isDeepStrictEqual } from 'node:util';
import { as, type Source } from '../catalog/options/conversions.ts';
import { linesWithKey } from '../catalog/options/of-chart.ts';
import { WITHOUT_FIELD, WITHOUT_MEANING } from '../catalog/options/unmapped.ts';
import { minorOf } from '../catalog/minor.ts';
import { linesOf } from '../validation/unsupported-options.ts';
import { withoutSilentGateways } from './gateways.ts';
import { nulled } from './nulls.ts';
import { rowsOf, rowsOfOthers, type Applied } from './rows.ts';
import { inShape } from './shape.ts';
import type { Unmapped } from './unmapped.ts';
import { at, isTree, isWithin, leaves, put, type Path, type Tree } from './tree.ts';

/** A field of the spec, and the key that it comes from; `isSame` when what is below is named alike in both. */
export interface Origin {
  readonly field: Path;
  readonly key: Path;
  readonly isSame: boolean;
}

/** What became of the values: a spec, and which key gave each of its fields. */
export interface Conversion {
  /** The spec, gateways as a map by name. */
  readonly spec: Tree;
  readonly origins: readonly Origin[];
  readonly unmapped: readonly Unmapped[];
  /** The values as they were read. */
  readonly values: Tree;
}

/** What a field is where nobody sets it. */
export type DefaultAt = (field: Path) => unknown;

/** For what values are read. */
export interface Release {
  readonly version: string;
  readonly profile: string;
}

/** Takes every value of a Helm values file to its field. */
export function convertValues(file: Tree, { version, profile }: Release, defaultAt: DefaultAt): Conversion {
  const values = inShape(file, version);
  const conversion = new Collector(values);
  const gone = withoutSilentGateways(values, version);
  const own = rowsOf(values, version);
  const present = withoutNulls(values);
  const source = sourceOf(present, version, profile);
  for (const row of own) conversion.take(row, source);
  for (const { path } of leaves(values).filter(({ value }) => value === null)) {
    conversion.takeNull(path, own, defaultAt);
  }
  for (const rows of Map.groupBy(rowsOfOthers(values, version), ({ key }) => JSON.stringify(key)).values()) {
    conversion.refuse(rows, source, defaultAt);
  }
  const left = leaves(present).filter(({ path, value }) => path.length > 0 && !conversion.has(path, value));
  return conversion.end([...gone, ...left.flatMap((leaf) => explained(leaf, source))]);
}

/** Gathers what the values become. */
class Collector {
  private readonly spec: Tree = {};
  private readonly origins: Origin[] = [];
  private readonly taken: Path[] = [];
  private readonly unmapped: Unmapped[] = [];
  private readonly values: Tree;

  constructor(values: Tree) {
    this.values = structuredClone(values);
  }

  take({ option, key, field }: Applied, source: Source): void {
    const value = source.at(key);
    if (value === undefined) return;
    const converted = (option.convert ?? as)(value, source, key.join('.'));
    if (converted === undefined) return;
    this.taken.push(key);
    if ('remedy' in converted) this.say(key, converted.remedy);
    if ('value' in converted) this.put(field, converted.value, key, option.convert === undefined);
  }

  takeNull(key: Path, rows: readonly Applied[], defaultAt: DefaultAt): void {
    const result = nulled(key, rows, defaultAt);
    if (result === undefined) return;
    if ('remedy' in result) this.say(key, result.remedy);
    else this.put(result.field, result.value, key, false);
  }

  /** A key that only charts of other lines read: this one's would not have done what it says. */
  refuse(rows: readonly Applied[], source: Source, defaultAt: DefaultAt): void {
    const key = rows[0]?.key ?? [];
    const value = source.at(key);
    if (value === undefined || this.has(key, value)) return;
    const asking = rows.filter((row) => asksFor(row, value, source, defaultAt));
    const possible = asking.filter(({ option }) => linesOf(option.path).includes(minorOf(source.version)));
    // What the release lacks altogether is refused as a field, with the lines that have it.
    for (const row of asking) if (!possible.includes(row)) this.take(row, source);
    this.taken.push(key);
    const lines = new Set(possible.flatMap(({ option }) => linesWithKey(option)));
    const fields = possible.map(({ option }) => `spec.${option.path.replace('.*', '[]')}`).join(' and ');
    const readers = lines.size === 0 ? 'and that of no other line does' : `that of ${[...lines].join(', ')} does`;
    const message = `the chart of Istio ${source.version} does not read it (${readers})`;
    if (possible.length > 0) this.say(key, `${message}; set ${fields} if it is wanted`);
  }

  has(path: Path, value: unknown): boolean {
    return isEmpty(value) || this.taken.some((key) => isWithin(path, key));
  }

  end(more: readonly Unmapped[]): Conversion {
    const { spec, origins, values } = this;
    return { spec, origins, values, unmapped: [...this.unmapped, ...more] };
  }

  private put(field: Path, value: unknown, key: Path, isSame: boolean): void {
    put(this.spec, field, value);
    this.origins.unshift({ field, key, isSame });
  }

  private say(key: Path, message: string): void {
    this.unmapped.push({ key: key.join('.'), value: at(this.values, key), message: `${message}.` });
  }
}

/** True when a row would change something. */
function asksFor({ option, key, field }: Applied, value: unknown, source: Source, defaultAt: DefaultAt): boolean {
  const converted = (option.convert ?? as)(value, source, key.join('.'));
  if (converted === undefined || !('value' in converted)) return false;
  return !isEmpty(converted.value) && !isSetAnyway(converted.value, field, defaultAt);
}

const isSetAnyway = (value: unknown, field: Path, defaultAt: DefaultAt): boolean =>
  leaves(value, field).every((leaf) => isDeepStrictEqual(leaf.value, defaultAt(leaf.path)));

function sourceOf(values: Tree, version: string, profile: string): Source {
  const valueAt = (key: string | Path): unknown => at(values, typeof key === 'string' ? key.split('.') : key);
  const textAt = (key: string, usual: string): string => {
    const value = valueAt(key);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : usual;
  };
  return { version, profile, at: valueAt, textAt };
}

function withoutNulls(tree: Tree): Tree {
  const present = Object.entries(tree).filter(([, value]) => value !== null);
  return Object.fromEntries(present.map(([key, value]) => [key, isTree(value) ? withoutNulls(value) : value]));
}

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
