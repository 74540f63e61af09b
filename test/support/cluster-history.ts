import type { Manifest } from '../../src/api/manifest.ts';
import type { KindRef, KubeClient, WatchEvent } from '../../src/kube/operations.ts';

/** One change of one object. */
export interface HistoryEntry {
  readonly type: WatchEvent['type'];
  readonly kind: string;
  readonly name: string;
  /** Position in the order of all writes to the cluster. */
  readonly revision: number;
  readonly object: Manifest;
}

/**
 * What happened to the objects of some kinds since `follow`, with the revision at which it did. Revisions are those of
 * the cluster's one etcd, so that changes of different kinds can be put in order.
 */
export class ClusterHistory {
  readonly #entries: HistoryEntry[] = [];
  readonly #start: HistoryEntry[] = [];
  readonly #listeners: ((entry: HistoryEntry) => unknown)[] = [];
  readonly #stop = new AbortController();

  /** Follows kinds that the cluster serves. */
  static async follow(client: KubeClient, kinds: readonly KindRef[]): Promise<ClusterHistory> {
    const history = new ClusterHistory();
    const starts = await Promise.all(kinds.map((kind) => client.list(kind)));
    for (const [i, { items }] of starts.entries())
      history.#start.push(...items.map((object) => entryOf('ADDED', { ...object, kind: kinds[i]?.kind ?? '' })));
    kinds.forEach((kind, i) => void history.#follow(client, kind, starts[i]?.resourceVersion ?? ''));
    return history;
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Revision at which the object was created. @throws Error when it was not */
  created(kind: string, name: string): number {
    return this.first(kind, name, ({ type }) => type === 'ADDED');
  }

  /** Revision at which the object went. @throws Error when it did not */
  deleted(kind: string, name: string): number {
    return this.first(kind, name, ({ type }) => type === 'DELETED');
  }

  /** Resolves with the revision at which the object went: a watch may lag behind what tells that it did. */
  untilDeleted(kind: string, name: string): Promise<number> {
    return this.until((entry) => entry.type === 'DELETED' && entry.kind === kind && entry.name === name);
  }

  /** Resolves with the revision of the first change that is as wanted, past or to come. */
  until(wanted: (entry: HistoryEntry) => boolean): Promise<number> {
    const known = this.#entries.find(wanted);
    if (known !== undefined) return Promise.resolve(known.revision);
    return new Promise((resolve) => {
      this.#listeners.push((entry) => wanted(entry) && resolve(entry.revision));
    });
  }

  /** Revision at which the object first was as wanted. @throws Error when it never was */
  first(kind: string, name: string, wanted: (entry: HistoryEntry) => boolean): number {
    const found = this.#entries.find((entry) => entry.kind === kind && entry.name === name && wanted(entry));
    if (found === undefined) throw new Error(`that never happened to ${kind} ${name}`);
    return found.revision;
  }

  /** What there was at the beginning, and every change since, in the order of revisions. */
  all(): HistoryEntry[] {
    return [...this.#start, ...this.#entries].sort((a, b) => a.revision - b.revision);
  }

  /** Every change of one type, in the order of revisions. */
  of(type: HistoryEntry['type'], kind?: string): HistoryEntry[] {
    const found = this.#entries.filter((entry) => entry.type === type && (kind === undefined || entry.kind === kind));
    return found.sort((a, b) => a.revision - b.revision);
  }

  async #follow(client: KubeClient, kind: KindRef, resourceVersion: string): Promise<void> {
    try {
      for await (const { type, object } of client.watch(kind, { resourceVersion, signal: this.#stop.signal })) {
        if (type === 'BOOKMARK') continue;
        const entry = entryOf(type, object);
        this.#entries.push(entry);
        for (const recordEvent of this.#listeners) recordEvent(entry);
      }
    } catch (error) {
      if (!this.#stop.signal.aborted) throw error;
    }
  }
}

const entryOf = (type: HistoryEntry['type'], object: Manifest): HistoryEntry => {
  const { name, resourceVersion } = object.metadata;
  return { type, kind: object.kind, name, revision: Number(resourceVersion), object };
};
