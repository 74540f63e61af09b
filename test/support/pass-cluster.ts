import { pino } from 'pino';
import jsonPatch from 'fast-json-patch';
import { LABELS } from '../../src/api/components.ts';
import type { Manifest, ObjectRef } from '../../src/api/manifest.ts';
import { API, FINALIZER, type MeshInstall, namespaceOf } from '../../src/api/meshinstall.ts';
import type { EventInput } from '../../src/core/status/events.ts';
import { identityOf, idOf } from '../../src/core/model/object-id.ts';
import { OWNER_ANNOTATION } from '../../src/core/ownership/ownership.ts';
import { ApplyCache } from '../../src/engine/apply-cache.ts';
import { ApiError } from '../../src/kube/errors.ts';
import type { KubeClient, KindRef, ListOptions } from '../../src/kube/operations.ts';
import type { Desired } from '../../src/operator/pass/desired.ts';
import type { PassContext } from '../../src/operator/reconcile/context.ts';
import { PodProblems } from '../../src/operator/caches/pod-problems.ts';
import { ROUTES } from '../../src/operator/pass/routes.ts';
import { Ages } from '../../src/operator/pass/ages.ts';
import { Contests } from '../../src/operator/steps/contests.ts';
import { Establishment } from '../../src/operator/steps/establishment.ts';
import { Stopwatch } from '../../src/runtime/stopwatch.ts';
import { FakeClock } from './fake-clock.ts';
import { meshOf } from './mesh.ts';

const SILENT = pino({ level: 'silent' });
const UID = 'uid-of-mesh';

type Answer = Error | (() => void);

/**
 * A cluster of plain objects in memory, for passes: what a pass writes is there for its caches at once. Every write is
 * noted, and may be answered with an error instead.
 */
export class PassCluster {
  readonly clock = new FakeClock();
  readonly objects = new Map<string, Manifest>();
  /** What was written, in order, as `verb Kind name`. */
  readonly writes: string[] = [];
  /** What was read, in order, as `get Kind name` and `list Kind`. */
  readonly reads: string[] = [];
  readonly events: EventInput[] = [];
  /** What to answer instead of `verb Kind name`, or what happens just before; each for once, `always` for good. */
  readonly answers = new Map<string, Answer[]>();
  readonly always = new Map<string, Error>();
  readonly #watches = { deletions: new Stopwatch(this.clock), conflicts: new Stopwatch(this.clock) };
  readonly #toldGone = new Set<string>();
  readonly #ages = new Ages(this.clock);
  readonly #podProblems = new PodProblems({ client: this.#client(), clock: this.clock, onError: () => undefined });
  readonly #applyCache = new ApplyCache();
  readonly #contests = new Contests(this.clock);
  readonly #establishment = new Establishment(this.clock);
  #version = 100;

  constructor(objects: readonly Manifest[] = []) {
    for (const object of objects) this.put(object);
  }

  /** Stores an object, with a version of its own. */
  put<T extends Manifest>(object: T): T {
    const metadata = { uid: `uid-of-${object.metadata.name}`, ...object.metadata };
    const stored = structuredClone({ ...object, metadata: { ...metadata, resourceVersion: String(++this.#version) } });
    this.objects.set(identityOf(object), stored);
    return stored;
  }

  /** The MeshInstall as it is stored. */
  mesh(name = 'mesh'): MeshInstall {
    const found = this.#install(name);
    if (found === undefined) throw new Error(`no MeshInstall ${name}`);
    return found;
  }

  /** What a pass over the MeshInstall works with, as it is stored now. */
  pass(manifests: readonly Manifest[] = [], name = 'mesh'): PassContext {
    const { spec, capabilities } = meshOf();
    const desired: Desired = { spec, manifests, digest: JSON.stringify(manifests), proxyImage: '', runtimeObjects: [] };
    return {
      ...this.#watches,
      toldGone: this.#toldGone,
      ages: this.#ages,
      contests: this.#contests,
      establishment: this.#establishment,
      install: this.mesh(name),
      signal: new AbortController().signal,
      log: SILENT,
      client: this.#client(),
      cache: this.#cache(),
      proxies: { of: () => [] },
      podProblems: this.#podProblems,
      namespaces: { list: () => undefined },
      clock: this.clock,
      capabilities,
      render: () => desired,
      routes: ROUTES,
      runtimeObjects: [],
      applyCache: this.#applyCache,
      restart: () => Promise.resolve(undefined),
      preflightInputs: () => Promise.resolve({ unread: [], budgets: [], quotas: [], nodes: { byArchitecture: {} } }),
      recordEvent: (_install, event) => this.events.push(event),
      onStatus: undefined,
    };
  }

  #install = (name: string): MeshInstall | undefined =>
    this.objects.get(identityOf({ apiVersion: API.apiVersion, kind: API.kind, name })) as MeshInstall | undefined;

  #all = (): Manifest[] => [...this.objects.values()];

  #cache(): PassContext['cache'] {
    const installs = () => this.#all().filter(({ kind }) => kind === API.kind) as MeshInstall[];
    return {
      install: (name) => this.#install(name),
      installs,
      installsIn: (namespace) => installs().filter((install) => namespaceOf(install) === namespace),
      count: installs().length,
      live: (object) => this.objects.get(identityOf(object)),
      owned: (mesh) => this.#all().filter(({ metadata }) => metadata.labels?.[LABELS.mesh] === mesh),
      named: () => undefined,
      crds: () => this.#all().filter(({ kind }) => kind === 'CustomResourceDefinition'),
      endpointsOf: () => [{ endpoints: [{}] } as unknown as Manifest],
      secret: () => undefined,
      followSecrets: () => Promise.resolve(),
      wrote: () => undefined,
      missed: () => undefined,
      found: () => undefined,
    };
  }

  #client(): PassContext['client'] {
    return {
      discovery: {
        kind: (ref: KindRef) => Promise.resolve({ ...ref, resource: '', namespaced: true, subresources: [] }),
      },
      get: (ref: ObjectRef) => this.#answer('get', ref, () => this.objects.get(identityOf(ref))),
      list: (kind: KindRef, options: ListOptions = {}) =>
        this.#answer('list', { ...kind, name: '' }, () => this.#list(kind, options)),
      create: (object: Manifest) => this.#answer('create', object, () => this.put(object)),
      apply: (object: Manifest) => this.#answer('apply', object, () => this.put(object)),
      patch: (...[ref, body, options]: Parameters<KubeClient['patch']>) =>
        this.#answer(options.subresource === 'status' ? 'status' : 'patch', ref, () => this.#patch(ref, body)),
      delete: (ref: ObjectRef) => this.#answer('delete', ref, () => this.objects.delete(identityOf(ref))),
    } as unknown as PassContext['client'];
  }

  #list(kind: KindRef, { transform = (object) => object }: ListOptions) {
    const items = this.#all().filter((object) => object.kind === kind.kind);
    return { items: items.flatMap((object) => transform(object) ?? []), resourceVersion: String(this.#version) };
  }

  #patch(ref: ObjectRef, body: unknown): Manifest {
    const live = this.objects.get(identityOf(ref));
    if (live === undefined) throw refused(404, 'NotFound', ref);
    const patched = Array.isArray(body) ? patchedBy(live, body as object[]) : merged(live, body);
    if (patched.metadata.resourceVersion !== live.metadata.resourceVersion) throw refused(409, 'Conflict', ref);
    const { metadata } = patched;
    const stored = this.put(patched);
    const isGone = metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).length === 0;
    if (isGone) this.objects.delete(identityOf(ref));
    return stored;
  }

  async #answer<T>(verb: string, ref: Manifest | ObjectRef, answer: () => T): Promise<T> {
    const request = `${verb} ${ref.kind} ${'metadata' in ref ? ref.metadata.name : ref.name}`.trim();
    const isRead = verb === 'get' || verb === 'list';
    (isRead ? this.reads : this.writes).push(request);
    await Promise.resolve();
    const instead = this.answers.get(request)?.shift() ?? this.always.get(request);
    if (instead instanceof Error) throw instead;
    instead?.();
    return structuredClone(answer());
  }
}

function patchedBy(live: Manifest, body: object[]): Manifest {
  return jsonPatch.applyPatch(structuredClone(live), body as jsonPatch.Operation[]).newDocument;
}

/** As RFC 7386 merges: null takes away. */
function merged<T>(live: T, body: unknown): T {
  if (!isMap(body)) return body as T;
  const result: Record<string, unknown> = isMap(live) ? { ...live } : {};
  for (const [key, value] of Object.entries(body))
    if (value === null) Reflect.deleteProperty(result, key);
    else result[key] = merged(result[key], value);
  return result as T;
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const refused = (code: number, reason: string, ref: ObjectRef): ApiError =>
  new ApiError({ code, reason, verb: 'write', target: idOf(ref), serverMessage: 'no' });

/** The MeshInstall `mesh`, with our finalizer. */
export function meshInstall(
  more: Partial<MeshInstall> = {},
  metadata: Partial<Manifest['metadata']> = {},
): MeshInstall {
  return {
    apiVersion: API.apiVersion,
    kind: API.kind,
    metadata: { name: 'mesh', uid: UID, generation: 1, finalizers: [FINALIZER], ...metadata },
    spec: { version: '1.4.10' },
    ...more,
  };
}

/** An object of the mesh, of a component or of none. */
export function ours(kind: string, name: string, component?: string): Manifest {
  return {
    apiVersion: API_OF[kind] ?? 'v1',
    kind,
    metadata: {
      name,
      ...(!CLUSTER_SCOPED.has(kind) && { namespace: 'istio-system' }),
      labels: { [LABELS.mesh]: 'mesh', ...(component !== undefined && { [LABELS.component]: component }) },
      annotations: { [OWNER_ANNOTATION]: UID },
    },
  };
}

const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
  'ClusterRole',
  'ClusterRoleBinding',
]);

const API_OF: Readonly<Record<string, string>> = {
  Deployment: 'apps/v1',
  ReplicaSet: 'apps/v1',
  MutatingWebhookConfiguration: 'admissionregistration.k8s.io/v1',
  ValidatingWebhookConfiguration: 'admissionregistration.k8s.io/v1',
  ClusterRole: 'rbac.authorization.k8s.io/v1',
  ClusterRoleBinding: 'rbac.authorization.k8s.io/v1',
};
