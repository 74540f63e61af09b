import type { Manifest } from '../../api/manifest.ts';
import { Informer, type InformerOptions } from '../../kube/watch/informer.ts';
import { objectKey, type Change } from '../../kube/watch/store.ts';
import { FirstRead } from './first-read.ts';

/** What the cache needs and whom it tells. */
export interface SecretCacheOptions extends Pick<InformerOptions, 'client' | 'clock' | 'random'> {
  /** A Secret of one of the names changed in this namespace. */
  readonly onChange: (namespace: string) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * The Secrets of a few names, in all namespaces: one watch for each name, however many meshes there are. A name is
 * followed from when it is first asked for, so that an operator without a mesh reads no Secret.
 */
export class SecretCache {
  readonly #options: SecretCacheOptions;
  readonly #byName = new Map<string, { readonly informer: Informer; readonly read: FirstRead }>();

  constructor(options: SecretCacheOptions) {
    this.#options = options;
  }

  /** Follows Secrets by name until the signal aborts; resolves when they were read. @throws what kept them from it */
  async follow(names: readonly string[], signal: AbortSignal): Promise<void> {
    await Promise.all(names.map((name) => (this.#byName.get(name) ?? this.#begin(name, signal)).read.done()));
  }

  /** A Secret of a name that is followed. */
  get(namespace: string, name: string): Manifest | undefined {
    return this.#byName.get(name)?.informer.get(objectKey({ namespace, name }));
  }

  #begin(name: string, signal: AbortSignal) {
    const { client, clock, random, onChange, onError } = this.#options;
    const read = new FirstRead(`Secrets ${name}`, clock);
    const informer = new Informer({
      client,
      clock,
      random,
      kind: { apiVersion: 'v1', kind: 'Secret' },
      selection: { fieldSelector: `metadata.name=${name}` },
      onChange: (change) => onChange(namespaceIn(change)),
      onError: (error) => {
        read.failed(error);
        onError(error);
      },
    });
    const entry = { informer, read };
    this.#byName.set(name, entry);
    void informer.synced.then(() => read.succeeded());
    void informer.run(signal);
    return entry;
  }
}

const namespaceIn = (change: Change): string =>
  (change.type === 'deleted' ? change.old : change.object).metadata.namespace ?? '';
