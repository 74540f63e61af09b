import type { Manifest } from '../../api/manifest.ts';
import { Informer, type InformerOptions } from '../../kube/watch/informer.ts';
import type { KindRef, Selection } from '../../kube/operations.ts';
import { objectKey, type Change } from '../../kube/watch/store.ts';
import { FirstRead } from './first-read.ts';
import { OwnWrites } from './own-writes.ts';

/** What following a kind needs. */
export interface FollowContext extends Pick<
  InformerOptions,
  'client' | 'clock' | 'random' | 'unservedMs' | 'onClosed'
> {
  readonly onError: (error: unknown) => void;
}

/** The objects of one kind as they are, with our own writes seen at once. */
export class FollowedKind<T extends Manifest = Manifest> {
  readonly informer: Informer<T>;
  readonly writes: OwnWrites;
  readonly #read: FirstRead;
  /** The object of the last write that was refused, and how we had seen it. */
  #refused: string | undefined;

  constructor(context: FollowContext, kind: KindRef, selection: Selection, onChange: (change: Change<T>) => void) {
    const { client, clock, random, unservedMs, onClosed, onError } = context;
    this.#read = new FirstRead(kind.kind, clock);
    this.informer = new Informer<T>({
      client,
      kind,
      selection,
      clock,
      random,
      unservedMs,
      onClosed,
      onChange: (change) => {
        this.writes.settle();
        onChange(change);
      },
      onError: (error) => {
        this.#read.failed(error);
        onError(error);
      },
    });
    this.writes = new OwnWrites(this.informer);
    void this.informer.synced.then(() => this.#read.succeeded());
  }

  /** Resolves when all was read once. @throws what keeps it from being read, after ten seconds at the latest */
  read(): Promise<void> {
    return this.#read.done();
  }

  /**
   * A write was refused because this is not how the object is any more. Mostly its change is on the way to us. Refused
   * once more, and still not known, it will not come: a watch may be dead without having broken, and is opened again.
   */
  missed({ metadata }: T): void {
    const refused = `${objectKey(metadata)} ${metadata.resourceVersion ?? ''}`;
    if (refused === this.#refused) this.informer.reopen();
    this.#refused = refused;
  }

  /** It was read from the cluster by itself. A watch that has not brought this may be dead without having broken. */
  found(object: T): void {
    if (this.get(objectKey(object.metadata))?.metadata.resourceVersion === object.metadata.resourceVersion) return;
    this.writes.note(object);
    this.informer.reopen();
  }

  /** By key, as last seen or last written by us. */
  get(key: string): T | undefined {
    return (this.writes.of(key) as T | undefined) ?? this.informer.get(key);
  }
}
