import type { Manifest } from '../../api/manifest.ts';
import { ApiError, ConnectionError, isNotFound, KindNotServedError } from '../errors.ts';
import type { KindRef, KubeClient, Selection, WatchEvent } from '../operations.ts';
import { Retry, type RetryOptions } from './retry.ts';
import { objectKey, ObjectStore, type Change } from './store.ts';

export interface InformerOptions<T extends Manifest = Manifest> extends RetryOptions {
  client: Pick<KubeClient, 'list' | 'watch'>;
  kind: KindRef;
  selection?: Selection;
  /**
   * Keeps only what is read, name and namespace always, so that a cache of many objects stays small; undefined keeps
   * nothing of the object.
   * @default drops managedFields
   */
  transform?: (object: T) => T | undefined;
  /** Told after the store has changed. */
  onChange?: (change: Change<T>) => void;
  /** Told of every failure; the informer goes on by itself. A kind that is not served is no failure. */
  onError?: (error: unknown) => void;
  /** Told when the server ends a watch before its time: so does one that shuts down, to be replaced perhaps. */
  onClosed?: (() => void) | undefined;
  /** A watch that brings nothing for so long, not even a bookmark, is opened again. @default 150 s */
  idleTimeoutMs?: number;
}

/** What keeps a copy from following the server. */
export interface Trouble {
  /** The last failure. */
  readonly error: unknown;
  /** When the first of an unbroken row of failures was, by `Clock.elapsed`. */
  readonly since: number;
}

/** The server ends a watch after 5 to 10 minutes, spread out so that not all return at once. */
const WATCH_SECONDS = 300;
/** A watch that ends sooner than this counts as a failure: else we would open it again in a hot loop. */
const SHORTEST_WATCH_MS = 1000;
/** So many failures in a row of the same watch may be the server's; after that it may be the watch. */
const RESUMES = 5;

/**
 * A local copy of the objects of one kind that follows the server: a paged list, then a watch that resumes where it
 * broke off, and a new list when the server refuses that. No error ends it, only the signal. While the kind is not
 * served (its CRD is not installed) the copy is empty and the informer keeps asking.
 */
export class Informer<T extends Manifest = Manifest> {
  /** Resolves once the first list is in, the kind proved not to be served, or the informer was stopped before that. */
  readonly synced: Promise<void>;
  readonly #options: Required<Pick<InformerOptions<T>, 'selection' | 'transform' | 'idleTimeoutMs'>> &
    InformerOptions<T>;
  readonly #store = new ObjectStore<T>();
  readonly #retry: Retry;
  #markSynced!: () => void;
  #hasSynced = false;
  #resourceVersion: string | undefined;
  #listsBegun = 0;
  #lastList = 0;
  #isServed = true;
  #trouble: Trouble | undefined;
  #watching: AbortController | undefined;

  constructor(options: InformerOptions<T>) {
    const defaults = { selection: {}, transform: dropManagedFields<T>, idleTimeoutMs: 150_000 };
    this.#options = { ...defaults, ...options };
    this.#retry = new Retry(options);
    this.synced = new Promise((resolve) => {
      this.#markSynced = () => {
        this.#hasSynced = true;
        resolve();
      };
    });
  }

  get hasSynced(): boolean {
    return this.#hasSynced;
  }

  /** Why neither a list nor a watch succeeds; undefined while one does. Who waits for `synced` can tell of it. */
  get trouble(): Trouble | undefined {
    return this.#trouble;
  }

  /** A point in the life of this copy, to be given to `includes` later. */
  get moment(): number {
    return this.#listsBegun;
  }

  /**
   * True when the copy holds everything up to this resourceVersion of its kind: versions of one kind can be compared
   * (Kubernetes API concepts, "Resource versions"). Also when it rests on a list that began after the moment, whatever
   * its versions are: those of a cluster that was restored from a backup start over.
   */
  includes(resourceVersion: string, moment: number): boolean {
    if (this.#lastList > moment) return true;
    return this.#resourceVersion !== undefined && BigInt(this.#resourceVersion) >= BigInt(resourceVersion);
  }

  /** By `namespace/name`, or `name` for a cluster-scoped kind. Not to be modified. */
  get(key: string): T | undefined {
    return this.#store.get(key);
  }

  /** How many objects there are. */
  get size(): number {
    return this.#store.size;
  }

  list(): T[] {
    return this.#store.list();
  }

  /** Ends the wait after a failure, also after one that is to come: something happened that makes the next try promising, such as a CRD established. */
  wake(): void {
    this.#retry.wake();
  }

  /** Opens the watch again where it stands: something is known to have happened, and the watch has not brought it. */
  reopen(): void {
    this.#watching?.abort();
  }

  /** Follows the server until the signal aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const startedAt = this.#options.clock.elapsed();
      this.#retry.begin();
      const ended = await this.#follow(signal).then(
        () => this.#options.clock.elapsed() - startedAt >= SHORTEST_WATCH_MS,
        (error: unknown) => {
          if (!signal.aborted) this.#recover(error);
          return false;
        },
      );
      if (ended) this.#succeeded();
      else await this.#retry.pause(this.#isServed, signal);
    }
    this.#markSynced();
  }

  async #follow(signal: AbortSignal): Promise<void> {
    this.#resourceVersion ??= await this.#relist(signal);
    await this.#watch(this.#resourceVersion, signal);
  }

  async #relist(signal: AbortSignal): Promise<string> {
    const { client, kind, selection, transform } = this.#options;
    const list = ++this.#listsBegun;
    const { items, resourceVersion } = await client.list<T>(kind, { ...selection, transform, signal });
    this.#trouble = undefined;
    this.#lastList = list;
    this.#resourceVersion = resourceVersion;
    this.#tell(this.#store.replace(items));
    this.#markSynced();
    return resourceVersion;
  }

  async #watch(resourceVersion: string, signal: AbortSignal): Promise<void> {
    const { client, kind, selection, clock, idleTimeoutMs, random } = this.#options;
    const idle = (this.#watching = new AbortController());
    const restart = () => clock.schedule(idleTimeoutMs, () => idle.abort());
    let cancelIdle = restart();
    const timeoutSeconds = Math.round(WATCH_SECONDS * (1 + random()));
    const until = AbortSignal.any([signal, idle.signal]);
    const endsAt = clock.elapsed() + timeoutSeconds * 1000;
    try {
      for await (const event of client.watch<T>(kind, {
        ...selection,
        resourceVersion,
        timeoutSeconds,
        signal: until,
      })) {
        cancelIdle();
        cancelIdle = restart();
        this.#take(event);
      }
      if (!until.aborted && clock.elapsed() < endsAt) this.#options.onClosed?.();
    } finally {
      cancelIdle();
    }
  }

  #take({ type, object }: WatchEvent<T>): void {
    this.#succeeded();
    this.#resourceVersion = object.metadata.resourceVersion ?? this.#resourceVersion;
    if (type !== 'BOOKMARK') {
      const kept = type === 'DELETED' ? undefined : this.#options.transform(object);
      this.#tell(kept === undefined ? this.#store.remove(objectKey(object.metadata)) : this.#store.put(kept));
    }
  }

  #recover(error: unknown): void {
    const notServed = error instanceof KindNotServedError || isNotFound(error);
    this.#isServed = !notServed;
    if (notServed) {
      this.#lastList = this.#listsBegun;
      this.#tell(this.#store.replace([]));
      this.#markSynced();
    }
    if (notServed || !this.#mayResume(error)) this.#resourceVersion = undefined;
    if (notServed) return;
    this.#trouble = { error, since: this.#trouble?.since ?? this.#options.clock.elapsed() };
    this.#options.onError?.(error);
  }

  // Where the watch itself is refused, or what it brings cannot be read, the same again would fail for ever.
  #mayResume(error: unknown): boolean {
    if (error instanceof ConnectionError) return true;
    const isOverloaded = error instanceof ApiError && (error.code === 429 || error.code >= 500);
    return isOverloaded && this.#retry.failures < RESUMES;
  }

  #succeeded(): void {
    this.#retry.succeeded();
    this.#isServed = true;
    this.#trouble = undefined;
  }

  // What the owner does with a change is the owner's affair: its errors must not cost us the rest of the watch.
  #tell(changes: readonly Change<T>[]): void {
    for (const change of changes) {
      try {
        this.#options.onChange?.(change);
      } catch (error) {
        this.#options.onError?.(error);
      }
    }
  }
}

function dropManagedFields<T extends Manifest>(object: T): T {
  const { managedFields, ...metadata } = object.metadata;
  return managedFields === undefined ? object : { ...object, metadata };
}
