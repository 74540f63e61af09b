import { firstDrift, isMap, itemKey, mergeKeys } from './drift.ts';
import { fieldPath } from './field-path.ts';

/**
 * What a live object has in place of what is wanted of it: fields that nobody wants are left out, and what means the
 * same is written the same. Equal to `wanted` where nothing drifted.
 */
export function liveSide(wanted: unknown, live: unknown, path = ''): unknown {
  if (firstDrift(wanted, live, path) === undefined) return wanted;
  if (isMap(wanted) && isMap(live)) return mapSide(wanted, live, path);
  if (Array.isArray(wanted) && Array.isArray(live)) return listSide(wanted, live, path);
  return live;
}

function mapSide(wanted: Readonly<Record<string, unknown>>, live: Readonly<Record<string, unknown>>, path: string) {
  const sides = Object.keys(wanted).map(
    (key) => [key, liveSide(wanted[key], live[key], fieldPath(path, key))] as const,
  );
  return Object.fromEntries(sides.filter(([, side]) => side !== undefined));
}

function listSide(wanted: readonly unknown[], live: readonly unknown[], path: string): unknown[] {
  const keys = mergeKeys(wanted, path);
  if (keys === undefined)
    return live.map((item, i) => (i < wanted.length ? liveSide(wanted[i], item, `${path}[${i}]`) : item));
  const byKey = new Map(live.map((item) => [itemKey(item, keys), item]));
  return wanted.flatMap((item) => {
    const key = itemKey(item, keys);
    const other = byKey.get(key);
    return other === undefined ? [] : [liveSide(item, other, `${path}[${key}]`)];
  });
}
