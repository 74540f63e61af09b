/** A map of a values file or of a spec. */
export type Tree = Record<string, unknown>;

/** The way to a value: keys of maps, and places in lists. Keys may have dots in them. */
export type Path = readonly string[];

export const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at a path; undefined when there is none. */
export function at(tree: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (node, key) =>
      typeof node === 'object' && node !== null && Object.hasOwn(node, key) ? (node as Tree)[key] : undefined,
    tree,
  );
}

/** Puts a value at a path; a map is merged into the one that is there. */
export function put(tree: Tree, path: Path, value: unknown): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  const there = Object.hasOwn(tree, key) ? tree[key] : undefined;
  if (rest.length > 0) {
    const below = isTree(there) ? there : {};
    define(tree, key, below);
    put(below, rest, value);
  } else if (isTree(value) && isTree(there)) {
    for (const [name, child] of Object.entries(value)) put(there, [name], child);
  } else define(tree, key, copyOf(value));
}

/** A key of a user may be `__proto__`, which only this makes a key like any other. */
const define = (tree: Tree, key: string, value: unknown): void =>
  void Object.defineProperty(tree, key, { value, writable: true, enumerable: true, configurable: true });

/** So that nothing that is changed later is part of the file. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  return isTree(value) ? Object.fromEntries(Object.entries(value).map(([key, child]) => [key, copyOf(child)])) : value;
}

/** Takes a value away, and maps and lists that are empty without it. */
export function remove(tree: unknown, path: Path): void {
  const [key, ...rest] = path;
  if (key === undefined || typeof tree !== 'object' || tree === null) return;
  const below = (tree as Tree)[key];
  if (rest.length > 0 && typeof below === 'object' && below !== null) {
    remove(below, rest);
    if (Object.keys(below).length > 0) return;
  }
  if (Array.isArray(tree)) tree.splice(Number(key), 1);
  else Reflect.deleteProperty(tree, key);
}

/** Every value that is no map, with its path; an empty map is a value too. */
export function leaves(value: unknown, path: Path = []): { path: Path; value: unknown }[] {
  if (!isTree(value) || Object.keys(value).length === 0) return [{ path, value }];
  return Object.entries(value).flatMap(([key, child]) => leaves(child, [...path, key]));
}

/** True when the path is the other one or below it. */
export const isWithin = (path: Path, outer: Path): boolean => outer.every((key, i) => path[i] === key);
