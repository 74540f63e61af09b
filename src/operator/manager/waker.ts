import { isDeepStrictEqual } from 'node:util';
import type { RuntimeObject } from '../../api/runtime-objects.ts';
import type { Manifest } from '../../api/manifest.ts';
import { type MeshInstall, namespaceOf } from '../../api/meshinstall.ts';
import { identityOf } from '../../core/model/object-id.ts';
import type { Proxy } from '../../core/model/proxy.ts';
import { claimants, precedes } from '../../core/ownership/claims.ts';
import { isRuntimeObjectIn } from '../../core/ownership/ownership.ts';
import { enforcesPodSecurity } from '../../core/status/pod-security.ts';
import type { Change } from '../../kube/watch/store.ts';
import type { WorkQueue } from '../../runtime/queue.ts';
import type { LiveCache, LiveCacheObserver } from '../caches/live-cache.ts';
import { namespaceAsked } from '../caches/proxy-cache.ts';
import type { Echoes } from './echoes.ts';

/** What wakes meshes. */
export interface WakerOptions {
  readonly queue: Pick<WorkQueue<string>, 'add' | 'addAfter'>;
  readonly cache: () => Pick<LiveCache, 'install' | 'installs' | 'installsIn' | 'count'>;
  readonly echoes: Echoes;
  /** What programs of meshes make by themselves. */
  readonly runtimeObjects: readonly RuntimeObject[];
}

/** What is no more than worth a word in the status is looked at no more often than this, however often it happens. */
const NEWS_MS = 5_000;

/** Knows whom a change concerns: a mesh is woken when its answer may be another one now, and no other mesh is. */
export class Waker implements LiveCacheObserver {
  readonly #options: WakerOptions;

  constructor(options: WakerOptions) {
    this.#options = options;
  }

  /** Its own mesh, and those whose claim to the namespace comes after it. */
  readonly installChanged = (change: Change<MeshInstall>): void => {
    const install = change.type === 'deleted' ? change.old : change.object;
    if (change.type === 'updated') {
      if (!this.#options.echoes.isEcho(change)) this.#now([install]);
      if (namespaceOf(change.old) === namespaceOf(change.object)) return;
      this.#claimChanged(change.old);
    } else {
      this.#now([install]);
      this.#countChanged(install);
    }
    this.#claimChanged(install);
  };

  /** Nobody: the pass that wrote it knows. */
  readonly installWritten = (install: MeshInstall): void => this.#options.echoes.wrote(install);

  /** The mesh that it belongs to. */
  readonly ownedChanged = (mesh: string): void => this.#options.queue.add(mesh);

  /** Meshes that have installed it, too: at once those that wait. */
  readonly crdChanged = (change: Change): void => {
    if (change.type === 'updated' && saysTheSame(change.old, change.object)) return;
    const { kind, metadata } = change.type === 'deleted' ? change.old : change.object;
    const id = `/${kind}//${metadata.name}`;
    // As last written by us: what we wrote may come back after the news about the CRD, as after a restart of the server.
    const concerned = this.#cache
      .installs()
      .map((install) => this.#cache.install(install.metadata.name) ?? install)
      .filter(({ status }) => status?.inventory?.some((entry) => entry.endsWith(id)));
    const isUrgent = ({ status }: MeshInstall): boolean =>
      status?.waitingFor !== undefined || change.type === 'deleted';
    this.#now(concerned.filter(isUrgent));
    this.#soon(concerned.filter((install) => !isUrgent(install)));
  };

  /** Meshes whose programs have made it, as it was or as it is. */
  readonly namedChanged = (change: Change): void => {
    const isConcerned = (install: MeshInstall): boolean =>
      sidesOf(change).some((object) => this.#isMadeFor(install, object));
    this.#now(this.#cache.installs().filter(isConcerned));
  };

  /** Meshes of the namespace. */
  readonly secretChanged = (namespace: string): void => this.#now(this.#cache.installsIn(namespace));

  /** The meshes that a proxy asks, or asked. */
  readonly proxiesChanged = (proxies: readonly Proxy[] | undefined): void => {
    const cache = this.#cache;
    if (proxies === undefined || cache.count === 1) this.#soon(cache.installs());
    else this.#soon(proxies.flatMap((proxy) => cache.installsIn(namespaceAsked(proxy))));
  };

  /** Every mesh may want to inject into a namespace; who cares are those that are told that Kubernetes refuses it. */
  readonly namespaceChanged = (change: Change | undefined): void => {
    if (change === undefined || sidesOf(change).some(({ metadata }) => enforcesPodSecurity(metadata.labels)))
      this.#soon(this.#cache.installs());
  };

  /** Who has the namespace now is told at once, the others that they wait for somebody else now and then. */
  #claimChanged(subject: MeshInstall): void {
    const inOrder = claimants(this.#cache.installsIn(namespaceOf(subject)));
    const concerned = inOrder.filter((other) => precedes(subject, other));
    const holds = (install: MeshInstall): boolean => install === inOrder[0];
    this.#now(concerned.filter(holds));
    this.#soon(concerned.filter((install) => !holds(install)));
  }

  /** To the only mesh belong also proxies that do not say whom they ask. */
  #countChanged(subject: MeshInstall): void {
    const cache = this.#cache;
    if (cache.count > 2) return;
    this.#soon(cache.installs().filter(({ metadata }) => metadata.name !== subject.metadata.name));
  }

  get #cache() {
    return this.#options.cache();
  }

  #isMadeFor(install: MeshInstall, object: Manifest): boolean {
    const row = this.#options.runtimeObjects.find((one) => identityOf(one) === identityOf(object));
    return row !== undefined && isRuntimeObjectIn(namespaceOf(install), row, object);
  }

  #now(installs: readonly MeshInstall[]): void {
    for (const { metadata } of installs) this.#options.queue.add(metadata.name);
  }

  #soon(installs: readonly MeshInstall[]): void {
    for (const { metadata } of installs) this.#options.queue.addAfter(metadata.name, NEWS_MS);
  }
}

const sidesOf = (change: Change): Manifest[] => [
  ...(change.type === 'added' ? [] : [change.old]),
  ...(change.type === 'deleted' ? [] : [change.object]),
];

/** Whether two versions of a CRD differ in what matters to a mesh. */
function saysTheSame(old: Manifest, now: Manifest): boolean {
  const told = ({ metadata, ...rest }: Manifest): unknown => {
    const { resourceVersion: _, ...named } = metadata;
    return { ...rest, metadata: named };
  };
  return isDeepStrictEqual(told(old), told(now));
}
