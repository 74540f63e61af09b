import type { Manifest } from '../../api/manifest.ts';
import type { Informer } from '../../kube/watch/informer.ts';
import { objectKey } from '../../kube/watch/store.ts';

/** The part of an informer that tells how far its copy has come. */
export type Copy = Pick<Informer, 'moment' | 'includes'>;

interface Write {
  readonly object: Manifest;
  /** When the copy learnt of the write: a list that begins later holds it, or proves it gone. */
  readonly moment: number;
}

/**
 * What we wrote to one kind and its watch has not brought yet. However late the watch is, a write stands until the copy
 * includes its version; by then the copy is right, also where the object was deleted meanwhile.
 */
export class OwnWrites {
  readonly #copy: Copy;
  readonly #writes = new Map<string, Write>();

  constructor(copy: Copy) {
    this.#copy = copy;
  }

  /** Writes that still stand in for the copy. */
  get size(): number {
    return this.#writes.size;
  }

  /** We wrote this. The watch may have been faster than the answer: then there is nothing to stand in for. */
  note(object: Manifest): void {
    const write = { object, moment: this.#copy.moment };
    if (!this.#isCaughtUp(write)) this.#writes.set(objectKey(object.metadata), write);
  }

  /** What we wrote last to the object with this key, if the copy does not include it. */
  of(key: string): Manifest | undefined {
    const write = this.#writes.get(key);
    if (write === undefined) return undefined;
    if (!this.#isCaughtUp(write)) return write.object;
    this.#writes.delete(key);
    return undefined;
  }

  /** The copy has come further. */
  settle(): void {
    for (const [key, write] of this.#writes) if (this.#isCaughtUp(write)) this.#writes.delete(key);
  }

  #isCaughtUp({ object, moment }: Write): boolean {
    return this.#copy.includes(object.metadata.resourceVersion ?? '0', moment);
  }
}
