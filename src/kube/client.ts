import type { KubeConfig } from '@kubernetes/client-node';
import type { Manifest, ObjectRef } from '../api/manifest.ts';
import { systemClock, type Clock } from '../runtime/clock.ts';
import { CachedDiscovery } from './discovery/discovery.ts';
import { describeRef, isNotFound, KindNotServedError } from './errors.ts';
import type {
  ApplyOptions,
  CallOptions,
  DeleteOptions,
  GetOptions,
  KindRef,
  KubeClient,
  Lane,
  ListOptions,
  ObjectList,
  PatchOptions,
  ServedKind,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from './operations.ts';
import { collectionPath, objectPath } from './paths.ts';
import { abortable } from './transport/abortable.ts';
import type { RateLimit } from './transport/request-gate.ts';
import { errorFromEvent } from './status.ts';
import { Transport, type Call, type TransportOptions } from './transport/transport.ts';

export type * from './operations.ts';

export interface KubeClientOptions extends Pick<TransportOptions, 'beforeWrite'> {
  kubeConfig: KubeConfig;
  /** Who we are, in the server's audit log. */
  userAgent: string;
  /** Of the lane `work`. @default 200 requests per second, bursts of 400, 32 under way */
  rateLimit?: RateLimit;
  clock?: Clock;
  random?: () => number;
  /** @default 30 s */
  timeoutMs?: number;
  /** Told of every request: its verb, and the HTTP status of its answer or undefined if none came. */
  onAnswer?: (verb: string, code: number | undefined) => void;
}

// One install is some 250 requests: it fits into the burst, and the bucket is full again before a person looks. A fleet
// goes on at what an apiserver on two cores takes; on a slower one, what is under way is what bounds us.
const DEFAULT_RATE_LIMIT: RateLimit = { perSecond: 200, burst: 400, concurrency: 32 };
const DEFAULT_PAGE = 500;

/** Lanes beside that of the work. One that is in use costs the server no more than a few requests under way. */
const LIMITS = {
  lease: { perSecond: 5, burst: 10, concurrency: 2 },
  priority: { perSecond: 50, burst: 100, concurrency: 8 },
  events: { perSecond: 50, burst: 100, concurrency: 4 },
} as const satisfies Partial<Record<Lane, RateLimit>>;

const PATCH_TYPES = {
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  // JSON is YAML, and the only type of apply that every server since 1.16 accepts.
  apply: 'application/apply-patch+yaml',
} as const;

const METADATA_ONLY = {
  object: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
  list: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
} as const;

/** A client for the current context of a kubeconfig. Connects on the first call. */
export function createKubeClient(options: KubeClientOptions): KubeClient & { close(): Promise<void> } {
  return new HttpKubeClient(options);
}

class HttpKubeClient implements KubeClient {
  readonly discovery: CachedDiscovery;
  readonly #transport: Transport;

  constructor(options: KubeClientOptions) {
    const clock = options.clock ?? systemClock;
    const { rateLimit: work = DEFAULT_RATE_LIMIT, ...given } = options;
    const defaults = { random: Math.random, timeoutMs: 30_000 };
    this.#transport = new Transport({ ...defaults, ...given, clock, limits: { ...LIMITS, work } });
    this.discovery = new CachedDiscovery(this.#transport, clock);
  }

  get server(): string {
    return this.#transport.server;
  }

  async get<T extends Manifest>(ref: ObjectRef, options: GetOptions = {}): Promise<T | undefined> {
    const fetched = await orAbsent(async () => {
      const path = objectPath(await this.#kind(ref, options), ref);
      const accept = options.metadataOnly === true ? { accept: METADATA_ONLY.object } : {};
      const call = { method: 'GET', path, verb: 'get', target: describeRef(ref), repeatable: true } as const;
      return this.#transport.json<T>({ ...call, ...accept, ...waysOf(options) });
    });
    return fetched && named(fetched, ref);
  }

  async list<T extends Manifest>(kind: KindRef, options: ListOptions<T> = {}): Promise<ObjectList<T>> {
    const { transform = (object: T) => object } = options;
    const call = selectionCall(await this.#kind(kind, options), 'list', options);
    const items: T[] = [];
    let next: string | undefined;
    let resourceVersion: string;
    do {
      const query = { ...call.query, limit: String(options.limit ?? DEFAULT_PAGE), continue: next };
      const page = await this.#transport.json<ListPage<T>>({ ...call, query, ...waysOf(options) });
      for (const item of page.items ?? []) items.push(...kept(transform(named(item, kind))));
      resourceVersion = page.metadata.resourceVersion ?? '';
      next = page.metadata.continue === '' ? undefined : page.metadata.continue;
    } while (next !== undefined);
    return { items, resourceVersion };
  }

  async create<T extends Manifest>(object: T, options: WriteOptions = {}): Promise<T> {
    const path = collectionPath(await this.#kind(object, options), object.metadata.namespace);
    const call = {
      method: 'POST',
      path,
      verb: 'create',
      target: describeRef(refOf(object)),
      repeatable: false,
    } as const;
    return this.#transport.json<T>({ ...call, query: writeQuery(options), body: object, ...waysOf(options) });
  }

  apply<T extends Manifest>(manifest: Manifest, options: ApplyOptions): Promise<T> {
    return this.#patch<T>('apply', refOf(manifest), manifest, { ...options, type: 'apply' });
  }

  patch<T extends Manifest>(ref: ObjectRef, body: unknown, options: PatchOptions): Promise<T> {
    return this.#patch<T>('patch', ref, body, options);
  }

  async delete(ref: ObjectRef, options: DeleteOptions = {}): Promise<boolean> {
    const { signal, lane, dryRun, ...rest } = options;
    const body = { apiVersion: 'v1', kind: 'DeleteOptions', ...rest, ...(dryRun === true ? { dryRun: ['All'] } : {}) };
    const answer = await orAbsent(async () => {
      const path = objectPath(await this.#kind(ref, options), ref);
      // Without a UID a second try could hit an object that was created in between.
      const repeatable = options.preconditions?.uid !== undefined;
      const call = { method: 'DELETE', path, verb: 'delete', target: describeRef(ref), repeatable } as const;
      return this.#transport.text({ ...call, body, signal, lane });
    });
    return answer !== undefined;
  }

  async *watch<T extends Manifest>(kind: KindRef, options: WatchOptions): AsyncGenerator<WatchEvent<T>> {
    const call = selectionCall(await this.#kind(kind, options), 'watch', options);
    const query = {
      ...call.query,
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: options.resourceVersion,
      timeoutSeconds: options.timeoutSeconds?.toString(),
    };
    for await (const line of this.#transport.lines({ ...call, query, signal: options.signal })) {
      const event = JSON.parse(line) as WatchEvent<T> | { type: 'ERROR'; object: unknown };
      if (event.type === 'ERROR') throw errorFromEvent(call, event.object);
      yield { type: event.type, object: named(event.object, kind) };
    }
  }

  getRaw(path: string, options: CallOptions = {}): Promise<string> {
    return this.#transport.text({
      method: 'GET',
      path,
      verb: 'get',
      target: path,
      accept: '*/*',
      repeatable: true,
      ...waysOf(options),
    });
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  #kind(ref: KindRef, { signal }: CallOptions): Promise<ServedKind> {
    return abortable(this.discovery.kind(ref), signal);
  }

  async #patch<T>(verb: string, ref: ObjectRef, body: unknown, options: PatchOptions): Promise<T> {
    const path = objectPath(await this.#kind(ref, options), ref, options.subresource);
    const query = { ...writeQuery(options), force: options.force === true ? 'true' : undefined };
    // A JSON patch may append or test, a second time with another outcome; the other two only say what should be.
    const call = {
      method: 'PATCH',
      path,
      verb,
      target: describeRef(ref),
      repeatable: options.type !== 'json',
    } as const;
    const contentType = PATCH_TYPES[options.type];
    return this.#transport.json<T>({ ...call, query, contentType, body, ...waysOf(options) });
  }
}

interface ListPage<T> {
  metadata: { resourceVersion?: string; continue?: string };
  items?: T[] | null;
}

type SelectionOptions = Pick<ListOptions, 'namespace' | 'labelSelector' | 'fieldSelector' | 'metadataOnly'>;

function selectionCall(kind: ServedKind, verb: 'list' | 'watch', options: SelectionOptions): Call {
  const { namespace, labelSelector, fieldSelector, metadataOnly } = options;
  const accept = METADATA_ONLY[verb === 'list' ? 'list' : 'object'];
  return {
    method: 'GET',
    path: collectionPath(kind, namespace),
    query: { labelSelector, fieldSelector },
    verb,
    target: `${kind.kind}${namespace === undefined ? '' : ` in ${namespace}`}`,
    repeatable: true,
    ...(metadataOnly === true ? { accept } : {}),
  };
}

const kept = <T>(item: T | undefined): T[] => (item === undefined ? [] : [item]);

function waysOf({ signal, lane }: CallOptions): Pick<Call, 'signal' | 'lane'> {
  return { signal, lane };
}

function writeQuery({ fieldManager, dryRun, fieldValidation }: WriteOptions): Record<string, string | undefined> {
  return { fieldManager, fieldValidation, dryRun: dryRun === true ? 'All' : undefined };
}

// List items come without apiVersion and kind, metadata-only answers with those of PartialObjectMetadata.
function named<T extends Manifest>(object: T, { apiVersion, kind }: KindRef): T {
  return { ...object, apiVersion, kind };
}

function refOf({ apiVersion, kind, metadata: { namespace, name } }: Manifest): ObjectRef {
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

async function orAbsent<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (isNotFound(error) || error instanceof KindNotServedError) return undefined;
    throw error;
  }
}
