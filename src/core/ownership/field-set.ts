/**
 * A set of fields of one object, as `metadata.managedFields` writes it (FieldsV1 of meta/v1): keys are `f:<name>` for
 * a field, `k:<json>` for the list item with these keys, `v:<json>` for a value of a set, `i:<n>` for a position, and
 * `.` for the map or item itself. An empty map is a field with nothing below it that is told apart.
 */
export interface FieldSet {
  readonly [key: string]: FieldSet;
}

const LEAF: FieldSet = {};
const SELF = '.';

/** True when the set holds no field. */
export const isEmptySet = (set: FieldSet): boolean => Object.keys(set).length === 0;

/** How many fields the set holds, those within counted and not what they are in. */
export function sizeOf(set: FieldSet): number {
  const below = Object.entries(set).filter(([key]) => key !== SELF);
  return below.reduce((sum, [, fields]) => sum + Math.max(sizeOf(fields), 1), 0);
}

/** The fields of both. */
export function unionOf(a: FieldSet, b: FieldSet): FieldSet {
  const keys = [...Object.keys(a), ...Object.keys(b)];
  return Object.fromEntries(keys.map((key) => [key, joined(a[key], b[key])]));
}

function joined(a: FieldSet | undefined, b: FieldSet | undefined): FieldSet {
  if (a === undefined || b === undefined) return a ?? b ?? LEAF;
  if (isEmptySet(a) === isEmptySet(b)) return unionOf(a, b);
  return { [SELF]: LEAF, ...a, ...b };
}

/** A set in two parts; together they are the whole. */
export interface Parts {
  readonly inside: FieldSet;
  readonly outside: FieldSet;
}

/** What of a set an object says itself, and what it says nothing about. */
export function splitByObject(set: FieldSet, object: unknown): Parts {
  return split(set, (key, below) => {
    const value = childOf(object, key);
    if (value === undefined) return 'outside';
    return isEmptySet(below) ? 'inside' : splitByObject(below, value);
  });
}

/** A path in a set; `*` is any key, and a path covers everything below it. */
export type FieldPath = readonly string[];

/** What of a set is at or below one of the paths, and what is not. */
export function splitByPaths(set: FieldSet, paths: readonly FieldPath[]): Parts {
  return split(set, (key, below) => {
    const rests = paths.filter(([first]) => first === '*' || first === key).map(([, ...rest]) => rest);
    if (rests.some((rest) => rest.length === 0)) return 'inside';
    return rests.length === 0 || isEmptySet(below) ? 'outside' : splitByPaths(below, rests);
  });
}

type Judge = (key: string, below: FieldSet) => 'inside' | 'outside' | Parts;

/** A map or an item itself is where something of it is inside; else it is outside as a whole. */
function split(set: FieldSet, judge: Judge): Parts {
  const inside: Record<string, FieldSet> = {};
  const outside: Record<string, FieldSet> = {};
  for (const [key, below] of Object.entries(set)) {
    if (key === SELF) continue;
    const verdict = judge(key, below);
    if (verdict === 'inside') inside[key] = below;
    else if (verdict === 'outside') outside[key] = below;
    else {
      if (!isEmptySet(verdict.inside)) inside[key] = verdict.inside;
      if (!isEmptySet(verdict.outside)) outside[key] = verdict.outside;
    }
  }
  if (SELF in set) (isEmptySet(inside) ? outside : inside)[SELF] = LEAF;
  return { inside, outside };
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What an object has at one key of a set. */
function childOf(value: unknown, key: string): unknown {
  const [tag, rest] = [key.slice(0, 2), key.slice(2)];
  if (tag === 'f:') return isMap(value) ? value[rest] : undefined;
  if (!Array.isArray(value)) return undefined;
  if (tag === 'i:') return value[Number(rest)];
  const wanted: unknown = JSON.parse(rest);
  if (tag === 'v:') return value.find((item) => item === wanted);
  return value.find((item) => isMap(item) && isMap(wanted) && hasKeys(item, wanted));
}

/** A key that an item leaves out is at its default: TCP, for the only key of Kubernetes' lists that has one. */
function hasKeys(item: Record<string, unknown>, keys: Record<string, unknown>): boolean {
  return Object.entries(keys).every(
    ([name, value]) => (item[name] ?? (name === 'protocol' ? 'TCP' : undefined)) === value,
  );
}

/** One field that a set holds, for reading: its path as people write it, and as a JSON pointer into the object. */
export interface HeldField {
  readonly path: string;
  readonly pointer: string;
}

/** The fields at the ends of a set that the object has, in order; an item that is held as a whole is one field. */
export function fieldsOf(set: FieldSet, object: unknown, path = '', pointer = ''): HeldField[] {
  return Object.entries(set).flatMap(([key, below]) => {
    const value = childOf(object, key);
    if (key === SELF || value === undefined) return [];
    const name = key.slice(2);
    const position = Array.isArray(object) ? String(object.indexOf(value)) : name;
    const here = `${pointer}/${position.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const shown = shownAs(path, key, name);
    const isWhole = isEmptySet(below) || (key.startsWith('k:') && SELF in below);
    return isWhole ? [{ path: shown, pointer: here }] : fieldsOf(below, value, shown, here);
  });
}

function shownAs(path: string, key: string, name: string): string {
  if (key.startsWith('f:')) return path === '' ? name : `${path}.${name}`;
  const keys: unknown = JSON.parse(name);
  return `${path}[${isMap(keys) ? Object.values(keys).join('/') : String(keys)}]`;
}
