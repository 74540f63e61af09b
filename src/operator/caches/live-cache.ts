import { LABELS } from '../../api/components.ts';
import type { Manifest, ObjectRef } from '../../api/manifest.ts';
import { API, type MeshInstall, namespaceOf } from '../../api/meshinstall.ts';
import { identityOf } from '../../core/model/object-id.ts';
import type { KindRef, KubeClient, Selection } from '../../kube/operations.ts';
import { objectKey, type Change } from '../../kube/watch/store.ts';
import type { Clock } from '../../runtime/clock.ts';
import { FollowedKind } from './followed-kind.ts';
import { ObjectIndex } from './object-index.ts';
import { SecretCache } from './secret-cache.ts';

/** Who is told of what changed. */
export interface LiveCacheObserver {
  /** A MeshInstall came, went or changed. */
  readonly installChanged: (change: Change<MeshInstall>) => void;
  /** We wrote to a MeshInstall. */
  readonly installWritten: (install: MeshInstall) => void;
  /** An object with the label of this mesh. */
  readonly ownedChanged: (mesh: string, change: Change) => void;
  /** A CRD that we installed. */
  readonly crdChanged: (change: Change) => void;
  /** An object that is followed by name, and carries no label of ours. */
  readonly namedChanged: (change: Change) => void;
  /** A Secret that meshes in this namespace read. */
  readonly secretChanged: (namespace: string) => void;
}

/** What the cache needs and whom it tells. */
export interface LiveCacheOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly random: () => number;
  /** Kinds that meshes are made of. */
  readonly kinds: readonly KindRef[];
  /** Cluster-scoped objects without our labels that are followed by name. */
  readonly named: readonly ObjectRef[];
  readonly observer: LiveCacheObserver;
  /** An object of a mesh is gone. */
  readonly onDeleted: (object: Manifest) => void;
  readonly onError: (error: unknown) => void;
  /** The server ended a watch before its time. */
  readonly onClosed?: () => void;
}

/** One kind that may not be read must not keep the operator from saying so. */
const START_BOUND_MS = 20_000;
/** A kind whose CRD is not there is asked for so rarely: we see the CRD come. */
const UNSERVED_MS = 600_000;

const ENDPOINT_SLICE: KindRef = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' };
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
  readonly #installs: FollowedKind<MeshInstall>;
  readonly #installsByNamespace = new ObjectIndex<MeshInstall>(namespaceOf);
  readonly #byKind = new Map<string, FollowedKind>();
  readonly #owned = new ObjectIndex(meshOf);
  readonly #slices = new ObjectIndex(serviceOf);
  readonly #named = new Map<string, FollowedKind>();
  readonly #secrets: SecretCache;
  #signal: AbortSignal | undefined;

  constructor(options: LiveCacheOptions) {
    this.#options = options;
    const { observer } = options;
    this.#installs = new FollowedKind<MeshInstall>(options, { apiVersion: API.apiVersion, kind: API.kind }, {}, (c) => {
      this.#installsByNamespace.note(c);
      observer.installChanged(c);
    });
    const owned = (change: Change): void => this.#ownedChanged(change);
    const meshKinds = { ...options, unservedMs: UNSERVED_MS };
    for (const kind of [...options.kinds, ENDPOINT_SLICE])
      this.#byKind.set(kindKey(kind), new FollowedKind(meshKinds, kind, selectionOf(kind), owned));
    for (const ref of options.named) {
      const selection = { fieldSelector: `metadata.name=${ref.name}` };
      this.#named.set(
        identityOf(ref),
        new FollowedKind(options, ref, selection, (change) => this.#namedChanged(change)),
      );
    }
    this.#secrets = new SecretCache({ ...options, onChange: observer.secretChanged });
  }

  /**
   * Follows the cluster until the signal aborts; resolves when every MeshInstall was read, and the rest too or its time
   * is over: then `followSecrets` says to each mesh what could not be read.
   */
  async start(signal: AbortSignal): Promise<void> {
    this.#signal = signal;
    for (const { informer } of this.#all()) void informer.run(signal);
    await this.#installs.informer.synced;
    const enough = new AbortController();
    const all = Promise.all(this.#all().map(({ informer }) => informer.synced));
    const bound = this.#options.clock.after(START_BOUND_MS, AbortSignal.any([signal, enough.signal]));
    await Promise.race([all, bound.catch(() => undefined)]);
    enough.abort();
  }

  /** A MeshInstall by name, as last seen or last written by us. */
  install(name: string): MeshInstall | undefined {
    return this.#installs.informer.get(name) && this.#installs.get(name);
  }

  /** Every MeshInstall. */
  installs(): MeshInstall[] {
    return this.#installs.informer.list();
  }

  /** How many MeshInstalls there are. */
  get count(): number {
    return this.#installs.informer.size;
  }

  /** The MeshInstalls that ask for this namespace. */
  installsIn(namespace: string): MeshInstall[] {
    return this.#installsByNamespace.of(namespace);
  }

  /** The live object with this identity; only kinds that are followed. */
  live(object: Manifest): Manifest | undefined {
    return this.#kindOf(object)?.get(objectKey(object.metadata));
  }

  /** One of the objects that are followed by name, whoever it belongs to. */
  named(ref: ObjectRef): Manifest | undefined {
    return this.#named.get(identityOf(ref))?.informer.get(ref.name);
  }

  /** Every live object that carries the label of this mesh. */
  owned(mesh: string): Manifest[] {
    return this.#owned.of(mesh);
  }

  /** Istio's CRDs that we have installed, for whichever mesh; not our own. */
  crds(): Manifest[] {
    const all = this.#byKind.get(kindKey({ apiVersion: 'apiextensions.k8s.io/v1', kind: CRD }))?.informer.list() ?? [];
    return all.filter(({ metadata }) => metadata.labels?.[LABELS.component] !== undefined);
  }

  /** The EndpointSlices of a Service; they carry the Service's labels, and so ours. */
  endpointsOf(namespace: string, service: string): Manifest[] {
    return this.#slices.of(`${namespace}/${service}`);
  }

  /** We wrote this; believe it until the watch has caught up, which it may have done before our answer came. */
  wrote(object: Manifest): void {
    this.#kindOf(object)?.writes.note(object);
    if (object.kind === API.kind) this.#options.observer.installWritten(object as MeshInstall);
  }

  /** A write to a MeshInstall was refused because it is not as we have seen it. */
  missed(install: MeshInstall): void {
    this.#installs.missed(install);
  }

  /** This is how an object is; if we had not seen it so, believe it until its watch has caught up. */
  found(object: Manifest): void {
    this.#kindOf(object)?.found(object);
  }

  /** Starts to follow Secrets by name; resolves when they and all kinds were read. @throws what keeps them from it */
  async followSecrets(_mesh: string, _namespace: string, names: readonly string[]): Promise<void> {
    if (this.#signal === undefined) return;
    await Promise.all([...this.#all().map((kind) => kind.read()), this.#secrets.follow(names, this.#signal)]);
  }

  /** A Secret that is followed. */
  secret(namespace: string, name: string): Manifest | undefined {
    return this.#secrets.get(namespace, name);
  }

  #all(): FollowedKind[] {
    const installs = this.#installs as unknown as FollowedKind;
    return [installs, ...this.#byKind.values(), ...this.#named.values()];
  }

  #kindOf(object: Manifest): FollowedKind | undefined {
    if (object.kind === API.kind) return this.#installs as unknown as FollowedKind;
    return this.#byKind.get(kindKey(object));
  }

  #ownedChanged(change: Change): void {
    const object = subjectOf(change);
    if (change.type === 'deleted') this.#options.onDeleted(object);
    if (object.kind === ENDPOINT_SLICE.kind) this.#slices.note(change);
    if (object.kind === CRD) this.#crdChanged(change);
    this.#owned.note(change);
    const meshes = new Set([...(change.type === 'updated' ? [meshOf(change.old)] : []), meshOf(object)]);
    for (const mesh of meshes) if (mesh !== undefined) this.#options.observer.ownedChanged(mesh, change);
  }

  /** With our label it is followed twice: told once is enough. */
  #namedChanged(change: Change): void {
    if (meshOf(subjectOf(change)) === undefined) this.#options.observer.namedChanged(change);
  }

  /** A kind may be served now that was not before: who waits for it need not wait any longer. */
  #crdChanged(change: Change): void {
    if (servedBy(change.type === 'added' ? undefined : change.old) !== servedBy(objectOf(change))) {
      this.#options.client.discovery.invalidate();
      this.#byKind.get(kindOfCrd(subjectOf(change)))?.informer.wake();
    }
    this.#options.observer.crdChanged(change);
  }
}

const kindKey = ({ apiVersion, kind }: KindRef): string => `${apiVersion.split('/').slice(0, -1).join('')}/${kind}`;
const meshOf = ({ metadata }: Manifest): string | undefined => metadata.labels?.[LABELS.mesh];
const objectOf = (change: Change): Manifest | undefined => (change.type === 'deleted' ? undefined : change.object);
const subjectOf = (change: Change): Manifest => (change.type === 'deleted' ? change.old : change.object);

function serviceOf({ metadata: { namespace = '', labels = {} } }: Manifest): string | undefined {
  const service = labels['kubernetes.io/service-name'];
  return service === undefined ? undefined : `${namespace}/${service}`;
}

interface Definition {
  readonly spec?: { readonly group?: string; readonly names?: { readonly kind?: string } };
  /** The apiserver writes null for the conditions of a CRD that was just created. */
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] | null };
}

/** The kind that a CRD defines, as `kindKey` writes it. */
function kindOfCrd(crd: Manifest): string {
  const { group = '', names } = (crd as Definition).spec ?? {};
  return `${group}/${names?.kind ?? ''}`;
}

/** Which versions a CRD makes the apiserver serve, as text that can be compared; empty when none. */
function servedBy(crd: Manifest | undefined): string {
  const conditions = (crd as Definition | undefined)?.status?.conditions ?? [];
  const established = conditions.some(({ type, status }) => type === 'Established' && status === 'True');
  return established ? `${crd?.metadata.uid ?? ''} ${String(crd?.metadata['generation'])}` : '';
}
