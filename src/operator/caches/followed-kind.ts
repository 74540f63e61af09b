import type { Manifest } from '../../api/manifest.ts';
import { Informer, type InformerOptions } from '../../kube/watch/informer.ts';
import type { KindRef, Selection } from '../../kube/operations.ts';
import type { Change } from '../../kube/watch/store.ts';
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

  /** By key, as last seen or last written by us. */
  get(key: string): T | undefined {
    return (this.writes.of(key) as T | undefined) ?? this.informer.get(key);
  }
}
