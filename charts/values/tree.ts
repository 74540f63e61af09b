/** A map of a values file or of a spec. */
export type Tree = Record<string, unknown>;

export const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at a path; undefined when there is none. */
export function at(tree: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((node, key) => (isTree(node) ? node[key] : undefined), tree);
}

/** Puts a value at a path; a map is merged into the one that is there. */
export function put(tree: Tree, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  if (rest.length > 0) {
    const below = isTree(tree[key]) ? tree[key] : {};
    tree[key] = below;
    put(below, rest, value);
  } else if (isTree(value) && isTree(tree[key])) {
    for (const [name, child] of Object.entries(value)) put(tree[key], [name], child);
  } else tree[key] = copyOf(value);
}

/** So that nothing that is changed later is part of the file. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  return isTree(value) ? Object.fromEntries(Object.entries(value).map(([key, child]) => [key, copyOf(child)])) : value;
}

/** Takes a value away, and maps that are empty without it. */
export function remove(tree: Tree, path: readonly string[]): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  const below = tree[key];
  if (rest.length > 0 && isTree(below)) {
    remove(below, rest);
    if (Object.keys(below).length > 0) return;
  }
  Reflect.deleteProperty(tree, key);
}

/** Every value that is no map, with its path; an empty map is a value too. */
export function leaves(value: unknown, path: readonly string[] = []): { path: readonly string[]; value: unknown }[] {
  if (!isTree(value) || Object.keys(value).length === 0) return [{ path, value }];
  return Object.entries(value).flatMap(([key, child]) => leaves(child, [...path, key]));
}

/** True when the path is the other one or below it. */
export const isWithin = (path: readonly string[], outer: readonly string[]): boolean =>
  outer.every((key, i) => path[i] === key);
