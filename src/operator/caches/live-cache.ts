import { LABELS } from '../../api/components.ts';
import type { Manifest, ObjectRef } from '../../api/manifest.ts';
import { API, type MeshInstall } from '../../api/meshinstall.ts';
import { identityOf } from '../../core/model/object-id.ts';
import { Informer } from '../../kube/watch/informer.ts';
import type { KindRef, KubeClient, Selection } from '../../kube/operations.ts';
import { objectKey, type Change } from '../../kube/watch/store.ts';
import type { Clock } from '../../runtime/clock.ts';

/** What the cache needs and whom it tells. */
export interface LiveCacheOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly random: () => number;
  /** Kinds that meshes are made of. */
  readonly kinds: readonly KindRef[];
  /** Cluster-scoped objects without our labels that are followed by name. */
  readonly named: readonly ObjectRef[];
  /** Something changed that this mesh should look at; undefined: every mesh should. */
  readonly onChange: (mesh: string | undefined, change: Change) => void;
  readonly onError: (error: unknown) => void;
}

/** How long a write of ours stands in for the cache, should the watch never bring it. */
const RECENT_MS = 10_000;

const ENDPOINT_SLICE: KindRef = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' };

interface Recent {
  readonly object: Manifest;
  readonly until: number;
}

const CRD = 'CustomResourceDefinition';

/** CRDs are shared between meshes and carry no mesh label. */
const selectionOf = ({ kind }: KindRef): Selection => ({
  labelSelector: kind === CRD ? `${LABELS.managedBy}=meshwright` : LABELS.mesh,
});

/**
 * What is in the cluster, as far as it concerns us: every MeshInstall, everything that carries our label, and the
 * Secrets that meshes name. Reading it sends no request; a write of ours is seen at once, before its watch event.
 */
export class LiveCache {
  readonly #options: LiveCacheOptions;
  readonly #installs: Informer<MeshInstall>;
  readonly #byKind = new Map<string, Informer>();
  readonly #secrets = new Map<string, Informer>();
  readonly #named = new Map<string, Informer>();
  readonly #recent = new Map<string, Recent>();
  #signal: AbortSignal | undefined;

  constructor(options: LiveCacheOptions) {
    this.#options = options;
    this.#installs = this.#informer<MeshInstall>({ apiVersion: API.apiVersion, kind: API.kind }, {}, (change) =>
      // One that comes or goes may take a namespace, or give it back to another.
      options.onChange(change.type === 'updated' ? metadataOf(change).name : undefined, change),
    );
    for (const kind of [...options.kinds, ENDPOINT_SLICE]) {
      this.#byKind.set(
        kindKey(kind),
        this.#informer(kind, selectionOf(kind), (change) => this.#ownedChanged(change)),
      );
    }
    for (const ref of options.named) {
      const selection = { fieldSelector: `metadata.name=${ref.name}` };
      this.#named.set(
        identityOf(ref),
        this.#informer(ref, selection, (change) => this.#namedChanged(change)),
      );
    }
  }

  /** Follows the cluster until the signal aborts; resolves when everything was read once. */
  async start(signal: AbortSignal): Promise<void> {
    this.#signal = signal;
    const informers = [this.#installs, ...this.#byKind.values(), ...this.#named.values()];
    for (const informer of informers) void informer.run(signal);
    await Promise.all(informers.map(({ synced }) => synced));
  }

  /** A MeshInstall by name, as last seen or last written by us. */
  install(name: string): MeshInstall | undefined {
    const seen = this.#installs.get(name);
    return seen && ((this.#recentOf(seen) as MeshInstall | undefined) ?? seen);
  }

  /** Every MeshInstall. */
  installs(): MeshInstall[] {
    return this.#installs.list();
  }

  /** The live object with this identity; only kinds that are followed. */
  live(object: Manifest): Manifest | undefined {
    return this.#recentOf(object) ?? this.#seen(object);
  }

  /** One of the objects that are followed by name, whoever it belongs to. */
  named(ref: ObjectRef): Manifest | undefined {
    return this.#named.get(identityOf(ref))?.get(ref.name);
  }

  /** Every live object that carries the label of this mesh. */
  owned(mesh: string): Manifest[] {
    const all = [...this.#byKind.values()].flatMap((informer) => informer.list());
    return all.filter(({ metadata }) => metadata.labels?.[LABELS.mesh] === mesh);
  }

  /** Istio's CRDs that we have installed, for whichever mesh; not our own. */
  crds(): Manifest[] {
    const all = [...this.#byKind.values()].flatMap((informer) => informer.list());
    return all.filter(({ kind, metadata }) => kind === CRD && metadata.labels?.[LABELS.component] !== undefined);
  }

  /** The EndpointSlices of a Service; they carry the Service's labels, and so ours. */
  endpointsOf(namespace: string, service: string): Manifest[] {
    const slices = this.#byKind.get(kindKey(ENDPOINT_SLICE))?.list() ?? [];
    return slices.filter(
      ({ metadata }) => metadata.namespace === namespace && metadata.labels?.['kubernetes.io/service-name'] === service,
    );
  }

  /** We wrote this; believe it until the watch has caught up, which it may have done before our answer came. */
  wrote(object: Manifest): void {
    const seen = this.#seen(object);
    if (seen !== undefined && versionOf(seen) >= versionOf(object)) return;
    this.#recent.set(identityOf(object), { object, until: this.#options.clock.elapsed() + RECENT_MS });
  }

  /** Starts to follow Secrets of a mesh by name, once; resolves when they were read. */
  async followSecrets(mesh: string, namespace: string, names: readonly string[]): Promise<void> {
    await Promise.all(names.map((name) => this.#followSecret(mesh, namespace, name)));
  }

  /** A Secret that is followed. */
  secret(namespace: string, name: string): Manifest | undefined {
    const key = objectKey({ namespace, name });
    return this.#secrets.get(key)?.get(key);
  }

  #seen(object: Manifest): Manifest | undefined {
    const informer = object.kind === API.kind ? this.#installs : this.#byKind.get(kindKey(object));
    return informer?.get(objectKey(object.metadata));
  }

  #followSecret(mesh: string, namespace: string, name: string): Promise<void> {
    const key = objectKey({ namespace, name });
    const known = this.#secrets.get(key);
    if (known !== undefined || this.#signal === undefined) return known?.synced ?? Promise.resolve();
    const selection = { namespace, fieldSelector: `metadata.name=${name}` };
    const informer = this.#informer({ apiVersion: 'v1', kind: 'Secret' }, selection, (change) =>
      this.#options.onChange(mesh, change),
    );
    this.#secrets.set(key, informer);
    void informer.run(this.#signal);
    return informer.synced;
  }

  #informer<T extends Manifest = Manifest>(
    kind: KindRef,
    selection: Selection,
    onChange: (change: Change<T>) => void,
  ): Informer<T> {
    const { client, clock, random, onError } = this.#options;
    const changed = (change: Change<T>): void => {
      this.#caughtUp(change);
      onChange(change);
    };
    return new Informer<T>({ client, kind, selection, clock, random, onError, onChange: changed });
  }

  #ownedChanged(change: Change): void {
    if (kindOf(change) === CRD) this.#kindsChanged();
    this.#options.onChange(metadataOf(change).labels?.[LABELS.mesh], change);
  }

  /** With our label it is followed twice: told once is enough. */
  #namedChanged(change: Change): void {
    if (metadataOf(change).labels?.[LABELS.mesh] === undefined) this.#options.onChange(undefined, change);
  }

  /** Kinds may be served now that were not before: what waits for them need not wait any longer. */
  #kindsChanged(): void {
    this.#options.client.discovery.invalidate();
    for (const informer of [this.#installs, ...this.#byKind.values()]) informer.wake();
  }

  /** The watch brought this object at least as new as our own write: the write has served. */
  #caughtUp(change: Change): void {
    const object = change.type === 'deleted' ? change.old : change.object;
    const recent = this.#recent.get(identityOf(object));
    if (recent === undefined) return;
    if (change.type === 'deleted' || versionOf(object) >= versionOf(recent.object))
      this.#recent.delete(identityOf(object));
  }

  #recentOf(object: Manifest): Manifest | undefined {
    const recent = this.#recent.get(identityOf(object));
    return recent !== undefined && this.#options.clock.elapsed() < recent.until ? recent.object : undefined;
  }
}

const kindKey = ({ apiVersion, kind }: KindRef): string => `${apiVersion.split('/').slice(0, -1).join('')}/${kind}`;
const kindOf = (change: Change): string => (change.type === 'deleted' ? change.old : change.object).kind;
const metadataOf = (change: Change): Manifest['metadata'] =>
  (change.type === 'deleted' ? change.old : change.object).metadata;

/** Versions of one object can be compared as numbers (Kubernetes API concepts, "Resource versions"). */
const versionOf = ({ metadata }: Manifest): bigint => BigInt(metadata.resourceVersion ?? '0');
