import type { Manifest, ObjectMeta } from '../../api/manifest.ts';

/** What happened to one object, with what it was before. */
export type Change<T extends Manifest = Manifest> =
  | { type: 'added'; key: string; object: T }
  | { type: 'updated'; key: string; object: T; old: T }
  | { type: 'deleted'; key: string; old: T };

/** `namespace/name`, or `name` for a cluster-scoped object. */
export function objectKey({ namespace, name }: Pick<ObjectMeta, 'namespace' | 'name'>): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** The objects of one kind by key. Each method returns what changed, nothing when nothing did. */
export class ObjectStore<T extends Manifest> {
  readonly #objects = new Map<string, T>();

  get(key: string): T | undefined {
    return this.#objects.get(key);
  }

  get size(): number {
    return this.#objects.size;
  }

  list(): T[] {
    return [...this.#objects.values()];
  }

  put(object: T): Change<T>[] {
    const key = objectKey(object.metadata);
    const old = this.#objects.get(key);
    this.#objects.set(key, object);
    if (old === undefined) return [{ type: 'added', key, object }];
    return isSameVersion(old, object) ? [] : [{ type: 'updated', key, object, old }];
  }

  remove(key: string): Change<T>[] {
    const old = this.#objects.get(key);
    this.#objects.delete(key);
    return old === undefined ? [] : [{ type: 'deleted', key, old }];
  }

  /** Makes the store hold these objects and no others. */
  replace(objects: readonly T[]): Change<T>[] {
    const present = new Set(objects.map(({ metadata }) => objectKey(metadata)));
    const gone = [...this.#objects.keys()].filter((key) => !present.has(key));
    return [...gone.flatMap((key) => this.remove(key)), ...objects.flatMap((object) => this.put(object))];
  }
}

// An object that was deleted and created again while we were not looking has another version too.
function isSameVersion(a: Manifest, b: Manifest): boolean {
  return a.metadata.resourceVersion !== undefined && a.metadata.resourceVersion === b.metadata.resourceVersion;
}
