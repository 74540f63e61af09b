import type { Manifest, ObjectRef } from '../api/manifest.ts';

/** Names a kind in one version of its group: `{apiVersion: 'apps/v1', kind: 'Deployment'}`. */
export interface KindRef {
  apiVersion: string;
  kind: string;
}

/**
 * Which requests a request waits for: only others of its lane.
 * - `lease`: whether we lead. A leader that queues behind its own work loses the Lease
 * - `priority`: few and small, and somebody waits for them: status, discovery
 * - `events`: what is told of hundreds of meshes at once, and nobody waits for
 * - `work`: everything else
 */
export type Lane = 'lease' | 'priority' | 'events' | 'work';

/** Every call can be cut short. */
export interface CallOptions {
  signal?: AbortSignal;
  /** @default 'work' */
  lane?: Lane;
}

export interface GetOptions extends CallOptions {
  /** Fetch only `metadata`: cheap for big objects. The answer still carries the real apiVersion and kind. */
  metadataOnly?: boolean;
}

/** Which objects of a kind a list or a watch covers. */
export interface Selection {
  /** One namespace; all of them when left out. */
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  metadataOnly?: boolean;
}

export interface ListOptions<T extends Manifest = Manifest> extends Selection, CallOptions {
  /** Objects per page, 500 when left out. All pages are fetched. */
  limit?: number;
  /** What to keep of an object, or undefined to leave it out: page by page, so that never all of them are whole. */
  transform?: (object: T) => T | undefined;
}

/** A complete list, and the point in time from which a watch may go on. */
export interface ObjectList<T extends Manifest = Manifest> {
  items: T[];
  resourceVersion: string;
}

export interface WriteOptions extends CallOptions {
  fieldManager?: string;
  /** The server does everything but store the object. */
  dryRun?: boolean;
  /** `Strict` makes unknown and duplicate fields an error (Kubernetes 1.25 and later; ignored before). */
  fieldValidation?: 'Strict' | 'Warn' | 'Ignore';
}

export interface ApplyOptions extends WriteOptions {
  fieldManager: string;
  /** Take over fields that another manager owns, instead of failing with a conflict. */
  force?: boolean;
  subresource?: string;
}

export interface PatchOptions extends WriteOptions {
  type: 'merge' | 'json' | 'apply';
  subresource?: string;
  /** Only for type `apply`. */
  force?: boolean;
}

export interface DeleteOptions extends CallOptions {
  propagationPolicy?: 'Foreground' | 'Background' | 'Orphan';
  /** The delete fails with a conflict unless the live object has these. */
  preconditions?: { uid?: string; resourceVersion?: string };
  gracePeriodSeconds?: number;
  dryRun?: boolean;
}

export interface WatchOptions extends Selection {
  resourceVersion: string;
  /** After this many seconds the server ends the watch by itself. */
  timeoutSeconds?: number;
  signal: AbortSignal;
}

/** One change. A bookmark's object has only `metadata.resourceVersion`. */
export interface WatchEvent<T extends Manifest = Manifest> {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  object: T;
}

/** The version of a Kubernetes server, as `/version` tells it. */
export interface ServerVersion {
  /** Digits only, also where a provider writes "27+". */
  major: number;
  minor: number;
  gitVersion: string;
}

/** One kind that the server serves, and how its paths are formed. */
export interface ServedKind extends KindRef {
  /** Plural, lower case: the word in the path. */
  resource: string;
  namespaced: boolean;
  /** Such as `status` and `scale`. */
  subresources: readonly string[];
}

/** What the server serves. Answers come from a cache that is read again when an unknown kind is asked for. */
export interface Discovery {
  serverVersion(): Promise<ServerVersion>;
  /** Every served version of every kind, sorted by apiVersion and kind. */
  servedKinds(): Promise<readonly ServedKind[]>;
  /** @throws KindNotServedError when the server does not serve the kind, also after reading again. */
  kind(ref: KindRef): Promise<ServedKind>;
  /** Forget what was read, for instance after a CRD became Established. */
  invalidate(): void;
}

/**
 * Everything we ask of an apiserver: raw JSON in, raw JSON out, no field dropped or added.
 *
 * Failures: {@link ApiError} when the server refused, {@link ConnectionError} when it was not reached or went away,
 * {@link KindNotServedError} when it does not know the kind.
 */
export interface KubeClient {
  /** Where the server is, for messages. */
  readonly server: string;
  readonly discovery: Discovery;
  /** The object, or undefined when it, its namespace or its whole kind does not exist. */
  get<T extends Manifest = Manifest>(ref: ObjectRef, options?: GetOptions): Promise<T | undefined>;
  /** All objects of a kind, page by page. @throws KindNotServedError */
  list<T extends Manifest = Manifest>(kind: KindRef, options?: ListOptions<T>): Promise<ObjectList<T>>;
  /** @throws ApiError with reason AlreadyExists */
  create<T extends Manifest>(object: T, options?: WriteOptions): Promise<T>;
  /** Server-side apply: creates the object or merges our fields into it. @throws ApiError with reason Conflict */
  apply<T extends Manifest = Manifest>(manifest: Manifest, options: ApplyOptions): Promise<T>;
  /** Changes an object that must exist. A merge patch with `metadata.resourceVersion` is an optimistic update. */
  patch<T extends Manifest = Manifest>(ref: ObjectRef, body: unknown, options: PatchOptions): Promise<T>;
  /** True when the server accepted the delete, false when there was nothing to delete. */
  delete(ref: ObjectRef, options?: DeleteOptions): Promise<boolean>;
  /**
   * Changes since a resourceVersion, with bookmarks, until the server ends the watch or the signal aborts.
   * Low level: no resume and no relist; see Informer. @throws ApiError 410 when the resourceVersion is too old
   */
  watch<T extends Manifest = Manifest>(kind: KindRef, options: WatchOptions): AsyncIterable<WatchEvent<T>>;
  /** The body of any path, such as `/readyz` or `/metrics`, as text. */
  getRaw(path: string, options?: CallOptions): Promise<string>;
}
