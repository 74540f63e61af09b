import { isMap, itemKey, mergeKeys } from './drift.ts';
import { fieldPath, isWithin } from './field-path.ts';

/**
 * What we want without one field, so that applying it leaves the field as it is. Of a list that is replaced whole, the
 * whole list goes.
 * @param path as in Drift
 */
export const withoutField = <T>(wanted: T, path: string): T => without(wanted, '', path) as T;

/** Undefined for what goes. */
function without(value: unknown, at: string, path: string): unknown {
  if (at === path) return undefined;
  if (!isWithin(path, at)) return value;
  if (Array.isArray(value)) return listWithout(value, at, path);
  if (!isMap(value)) return value;
  const fields = Object.entries(value).map(([key, field]) => [key, without(field, fieldPath(at, key), path)]);
  return Object.fromEntries(fields.filter(([, field]) => field !== undefined));
}

function listWithout(list: readonly unknown[], at: string, path: string): unknown[] | undefined {
  const keys = mergeKeys(list, at);
  if (keys === undefined) return undefined;
  return list.flatMap((item) => without(item, `${at}[${itemKey(item, keys)}]`, path) ?? []);
}
