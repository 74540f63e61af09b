import type { Manifest } from '../../api/manifest.ts';
import { identityOf } from '../../core/model/object-id.ts';
import type { Change } from '../../kube/watch/store.ts';

/** Objects by something that they say of themselves, such as a label: kept by changes, so that a look costs no search. */
export class ObjectIndex<T extends Manifest = Manifest> {
  readonly #groupOf: (object: T) => string | undefined;
  readonly #groups = new Map<string, Map<string, T>>();

  /** @param groupOf what to find an object by; undefined keeps it out */
  constructor(groupOf: (object: T) => string | undefined) {
    this.#groupOf = groupOf;
  }

  /** How many groups there are. */
  get size(): number {
    return this.#groups.size;
  }

  /** Takes a change over. */
  note(change: Change<T>): void {
    if (change.type !== 'added') this.#remove(change.old);
    if (change.type !== 'deleted') this.#put(change.object);
  }

  /** The objects of a group. */
  of(group: string): T[] {
    return [...(this.#groups.get(group)?.values() ?? [])];
  }

  #put(object: T): void {
    const group = this.#groupOf(object);
    if (group === undefined) return;
    const members = this.#groups.get(group) ?? new Map<string, T>();
    this.#groups.set(group, members.set(identityOf(object), object));
  }

  #remove(object: T): void {
    const group = this.#groupOf(object);
    const members = group === undefined ? undefined : this.#groups.get(group);
    if (group === undefined || members === undefined) return;
    members.delete(identityOf(object));
    if (members.size === 0) this.#groups.delete(group);
  }
}
