import { isDeepStrictEqual } from 'node:util';
import type { Manifest } from '../../api/manifest.ts';
import { Informer } from '../../kube/watch/informer.ts';
import type { KubeClient } from '../../kube/operations.ts';
import type { Change } from '../../kube/watch/store.ts';
import type { Clock } from '../../runtime/clock.ts';

/** What the cache needs and whom it tells. */
export interface NamespaceCacheOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly random: () => number;
  /** A namespace came, went or has other labels; undefined: all of them were read. */
  readonly onChange: (change: Change | undefined) => void;
  readonly onError: (error: unknown) => void;
}

/** The namespaces of the cluster with their labels, which decide about injection; nothing else of them is kept. */
export class NamespaceCache {
  readonly #informer: Informer;
  #isStarted = false;

  constructor({ client, clock, random, onChange, onError }: NamespaceCacheOptions) {
    this.#informer = new Informer<Manifest>({
      client,
      kind: { apiVersion: 'v1', kind: 'Namespace' },
      selection: { metadataOnly: true },
      transform: labelsOnly,
      clock,
      random,
      onError,
      onChange: (change) => {
        if (this.#informer.hasSynced && !saysTheSame(change)) onChange(change);
      },
    });
    void this.#informer.synced.then(() => {
      if (this.#informer.hasSynced) onChange(undefined);
    });
  }

  /** Follows the namespaces from the first call on until the signal aborts. */
  start(signal: AbortSignal): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    void this.#informer.run(signal);
  }

  /** All namespaces; undefined while they have not been read. */
  list(): Manifest[] | undefined {
    return this.#informer.hasSynced ? this.#informer.list() : undefined;
  }
}

function labelsOnly({ apiVersion, kind, metadata: { name, labels = {} } }: Manifest): Manifest {
  return { apiVersion, kind, metadata: { name, labels } };
}

const saysTheSame = (change: Change): boolean =>
  change.type === 'updated' && isDeepStrictEqual(change.old.metadata.labels, change.object.metadata.labels);
