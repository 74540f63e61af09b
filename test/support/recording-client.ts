import type { Manifest } from '../../src/api/manifest.ts';
import { idOf } from '../../src/core/model/object-id.ts';
import { ApiError, KindNotServedError } from '../../src/kube/errors.ts';
import type { KubeClient, ServedKind, WriteOptions } from '../../src/kube/operations.ts';

/** What an apiserver was asked for: verb, object id and options. */
export interface Request {
  readonly verb: 'get' | 'create' | 'apply' | 'patch' | 'delete';
  readonly id: string;
  readonly options: unknown;
  readonly body?: unknown;
}

/** An answer that is no. */
export function refusal(code: number, reason: string): ApiError {
  return new ApiError({ code, reason, verb: 'write', target: 'an object', serverMessage: 'no' });
}

/** Answers from what it holds, and remembers what it was asked. Only what applying and pruning use. */
type Asked = 'get' | 'create' | 'apply' | 'patch' | 'delete' | 'discovery';

export class RecordingClient implements Pick<KubeClient, Asked> {
  readonly requests: Request[] = [];
  readonly objects = new Map<string, Manifest>();
  /** What to answer instead, by `verb id`; each answer is given once. */
  readonly refusals = new Map<string, Error[]>();
  /** Kinds that are served in one version only; whatever else is asked for is served. */
  readonly discovery: KubeClient['discovery'];
  #version = 100;

  constructor(objects: readonly Manifest[] = [], served: readonly ServedKind[] = []) {
    for (const object of objects) this.objects.set(idOf(object), object);
    this.discovery = discoveryOf(served);
  }

  /** This client, for code that takes a whole one. */
  get kube(): KubeClient {
    return this as unknown as KubeClient;
  }

  /** Requests that write, in order, as `verb id`. */
  get writes(): string[] {
    return this.requests.filter(({ verb }) => verb !== 'get').map(({ verb, id }) => `${verb} ${id}`);
  }

  async get<T extends Manifest>(...[ref, options]: Parameters<KubeClient['get']>): Promise<T | undefined> {
    await this.#requestedSpec({ verb: 'get', id: idOf(ref), options });
    return this.objects.get(idOf(ref)) as T | undefined;
  }

  async create<T extends Manifest>(object: T, options?: WriteOptions): Promise<T> {
    await this.#requestedSpec({ verb: 'create', id: idOf(object), options });
    return this.#store(object, [{ manager: options?.fieldManager, operation: 'Update' }]);
  }

  async apply<T extends Manifest>(...[manifest, options]: Parameters<KubeClient['apply']>): Promise<T> {
    await this.#requestedSpec({ verb: 'apply', id: idOf(manifest), options, body: manifest });
    return this.#store(manifest as T, this.objects.get(idOf(manifest))?.metadata.managedFields);
  }

  async patch<T extends Manifest>(...[ref, body, options]: Parameters<KubeClient['patch']>): Promise<T> {
    await this.#requestedSpec({ verb: 'patch', id: idOf(ref), options, body });
    return this.objects.get(idOf(ref)) as T;
  }

  async delete(...[ref, options]: Parameters<KubeClient['delete']>): Promise<boolean> {
    await this.#requestedSpec({ verb: 'delete', id: idOf(ref), options });
    return this.objects.delete(idOf(ref));
  }

  #store<T extends Manifest>(object: T, managedFields: unknown[] = []): T {
    const metadata = { ...object.metadata, resourceVersion: String(++this.#version), managedFields };
    const stored = { ...object, metadata };
    this.objects.set(idOf(object), stored);
    return stored;
  }

  async #requestedSpec(request: Request): Promise<void> {
    this.requests.push(request);
    await Promise.resolve();
    const refused = this.refusals.get(`${request.verb} ${request.id}`)?.shift();
    if (refused !== undefined) throw refused;
  }
}

function discoveryOf(served: readonly ServedKind[]): KubeClient['discovery'] {
  const anything = { resource: '', namespaced: true, subresources: [] };
  return {
    serverVersion: () => Promise.resolve({ major: 1, minor: 36, gitVersion: 'v1.36.0' }),
    servedKinds: () => Promise.resolve(served),
    kind: (ref) => {
      const found = served.find(({ apiVersion, kind }) => kind === ref.kind && apiVersion === ref.apiVersion);
      const other = found === undefined && served.some(({ kind }) => kind === ref.kind);
      return other ? Promise.reject(new KindNotServedError(ref)) : Promise.resolve(found ?? { ...ref, ...anything });
    },
    invalidate: () => undefined,
  };
}
