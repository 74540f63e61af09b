import { isDeepStrictEqual } from 'node:util';
import { record, type Loose } from '../reading.ts';
import { rowFor, type Carried, type Row } from './row.ts';

/** A setting that was written and does not go on by itself. */
export interface Left {
  /** As people write it: `spec.mesh.useMCP`. */
  readonly field: string;
  readonly why: string;
  /** Somebody has to do something. */
  readonly byHand: boolean;
}

/** Values of a chart. */
export type Values = Record<string, unknown>;

/**
 * What the rows carry over.
 * @param said as it was written; rows without `unless` carry only that
 * @param owner the same with profile and defaults of the release
 */
export function carried<Owner extends object>(rows: readonly Row<Owner>[], said: object, owner: Owner): Values {
  const values: Values = {};
  for (const row of rows) if ('to' in row) put(values, row.to.split('.'), valueOf(row, said, owner));
  return values;
}

function valueOf<Owner extends object>(row: Carried<Owner>, said: object, owner: Owner): unknown {
  const isAlways = 'unless' in row;
  const found = at(isAlways ? owner : said, row.from);
  if (found === undefined) return undefined;
  const value = row.convert === undefined ? found : row.convert(found, owner);
  return isAlways && isDeepStrictEqual(value, row.unless) ? undefined : value;
}

/** Written settings that no row carries over, in the order in which they were written. */
export function leftOf<Owner>(rows: readonly Row<Owner>[], said: object, prefix: string): Left[] {
  return leavesOf(said).flatMap((path): Left[] => {
    const row = rowFor(rows, path);
    if (row === undefined || 'gone' in row || 'todo' in row) return [leftBy(row, `${prefix}${path}`)];
    return [];
  });
}

function leftBy(row: { readonly gone: string } | { readonly todo: string } | undefined, field: string): Left {
  if (row === undefined) return { field, why: 'nothing is known of it here: look it up', byHand: true };
  return 'gone' in row ? { field, why: row.gone, byHand: false } : { field, why: row.todo, byHand: true };
}

/** Paths of everything that is no map; an empty one says nothing. */
function leavesOf(value: unknown, path = ''): string[] {
  if (!isMap(value)) return [path];
  const inner = Object.entries(value).filter(([, of]) => of !== undefined);
  return inner.flatMap(([key, of]) => leavesOf(of, path === '' ? key : `${path}.${key}`));
}

const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((inner, word) => record(inner)[word], value);

function put(values: Values, path: readonly string[], value: unknown): void {
  const [word = '', ...rest] = path;
  if (value === undefined) return;
  values[word] = rest.length === 0 ? merged(values[word], value) : below(values[word], rest, value);
}

function below(value: unknown, path: readonly string[], inner: unknown): Values {
  const values = { ...record(value) };
  put(values, path, inner);
  return values;
}

/** Maps are merged key by key, anything else is replaced. */
export function merged(base: unknown, over: unknown): unknown {
  if (!isMap(base) || !isMap(over)) return over;
  const result: Values = { ...base };
  for (const [key, value] of Object.entries(over)) if (value !== undefined) result[key] = merged(result[key], value);
  return result;
}

const isMap = (value: unknown): value is Loose => typeof value === 'object' && value !== null && !Array.isArray(value);
