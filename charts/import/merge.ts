import { isTree, type Tree } from '../values/tree.ts';
import type { Layer } from './reading.ts';
import { hasMembersOnly } from './set.ts';

/**
 * Values of all layers, later ones over earlier ones: maps key by key, lists member by member where a setting names some
 * by index, anything else whole.
 */
export const mergedValues = (layers: readonly Layer[]): Tree =>
  layers.reduce<Tree>((below, { values }) => merged(below, values), {});

/** Two maps key by key; where both have something else than a map, that of the second. Neither is changed. */
export function merged(below: Tree, above: Tree): Tree {
  const kept = Object.entries(below).filter(([key]) => !Object.hasOwn(above, key));
  const put = Object.entries(above).map(([key, value]): [string, unknown] => {
    const under = Object.hasOwn(below, key) ? below[key] : undefined;
    return [key, over(under, value)];
  });
  return Object.fromEntries([...kept, ...put]);
}

function over(below: unknown, above: unknown): unknown {
  if (isTree(below) && isTree(above)) return merged(below, above);
  if (!hasMembersOnly(above)) return above;
  const list: readonly unknown[] = Array.isArray(below) ? below : [];
  const length = Math.max(list.length, above.length);
  return Array.from({ length }, (_, i) => (i in above ? over(list[i], above[i]) : (list[i] ?? null)));
}

/** The place of a key of the merged values: in the last layer that has it. */
export function placeOf(key: string, layers: readonly Layer[]): string {
  return layers.findLast(({ values }) => has(values, key))?.place(key) ?? key;
}

/** Keys may have dots in them: names of annotations. */
const has = (node: unknown, key: string): boolean =>
  isTree(node) &&
  Object.entries(node).some(
    ([name, below]) => name === key || (key.startsWith(`${name}.`) && has(below, key.slice(name.length + 1))),
  );

/** A copy without some keys, and without maps that are empty then. */
export function withoutKeys(tree: Tree, paths: readonly (readonly string[])[]): Tree {
  const kept = Object.entries(tree).flatMap(([key, value]): [string, unknown][] => {
    const below = paths.filter(([first]) => first === key).map((path) => path.slice(1));
    if (below.some((path) => path.length === 0)) return [];
    if (below.length === 0 || !isTree(value)) return [[key, value]];
    const inner = withoutKeys(value, below);
    return Object.keys(inner).length === 0 ? [] : [[key, inner]];
  });
  return Object.fromEntries(kept);
}
