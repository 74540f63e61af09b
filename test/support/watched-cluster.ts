import type { Manifest } from '../../src/api/manifest.ts';
import type { KindRef, KubeClient, ListOptions, WatchEvent, WatchOptions } from '../../src/kube/operations.ts';

interface OpenWatch {
  readonly kind: string;
  readonly events: WatchEvent[];
  readonly wake: () => void;
}

/** Lists and watches whose events come when a test says so, and no sooner. */
export class WatchedCluster {
  readonly #objects = new Map<string, Manifest[]>();
  readonly #watches = new Set<OpenWatch>();
  readonly #refusals = new Map<string, Error>();
  readonly #lists = new Map<string, number>();
  readonly #opened = new Map<string, number>();
  #version = 1;

  /** How many watches are open. */
  get watches(): number {
    return this.#watches.size;
  }

  /** How often this kind was listed. */
  listsOf(kind: string): number {
    return this.#lists.get(kind) ?? 0;
  }

  /** How often a watch of this kind was opened. */
  watchesOf(kind: string): number {
    return this.#opened.get(kind) ?? 0;
  }

  /** What informers ask. */
  get client(): KubeClient {
    const asked = {
      list: (kind: KindRef, options: ListOptions) => this.#list(kind, options),
      watch: (kind: KindRef, options: WatchOptions) => this.#watch(kind, options),
      discovery: { invalidate: () => undefined },
    };
    return asked as unknown as KubeClient;
  }

  /** Every list of this kind is answered so from now on; undefined: as it should be. */
  refuse(kind: string, error: Error | undefined): void {
    if (error === undefined) this.#refusals.delete(kind);
    else this.#refusals.set(kind, error);
  }

  /** What lists of this kind hold. */
  hold(kind: string, ...objects: Manifest[]): void {
    this.#objects.set(kind, objects);
    this.#seen(objects);
  }

  /** Something happens to an object, and its watches tell. */
  emit(type: WatchEvent['type'], object: Manifest): void {
    this.#seen([object]);
    for (const { kind, events, wake } of this.#watches) {
      if (kind !== object.kind) continue;
      events.push({ type, object });
      wake();
    }
  }

  #seen(objects: readonly Manifest[]): void {
    for (const { metadata } of objects) this.#version = Math.max(this.#version, Number(metadata.resourceVersion ?? 0));
  }

  #list({ kind }: KindRef, { transform = (object) => object }: ListOptions) {
    this.#lists.set(kind, this.listsOf(kind) + 1);
    const refusal = this.#refusals.get(kind);
    if (refusal !== undefined) return Promise.reject(refusal);
    const items = (this.#objects.get(kind) ?? []).flatMap((object) => transform(object) ?? []);
    return Promise.resolve({ items, resourceVersion: String(this.#version) });
  }

  async *#watch({ kind }: KindRef, { signal }: WatchOptions): AsyncGenerator<WatchEvent> {
    let wake = (): void => undefined;
    const watch: OpenWatch = { kind, events: [], wake: () => wake() };
    this.#watches.add(watch);
    this.#opened.set(kind, this.watchesOf(kind) + 1);
    try {
      while (!signal.aborted) {
        yield* watch.events.splice(0);
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal.addEventListener('abort', () => resolve(), { once: true });
          if (watch.events.length > 0) resolve();
        });
      }
    } finally {
      this.#watches.delete(watch);
    }
  }
}
