import type { Manifest } from '../../api/manifest.ts';
import { proxiesOfMesh } from '../../core/data-plane/proxy-stats.ts';
import { isSameProxy, proxyOf, type Proxy } from '../../core/model/proxy.ts';
import { Informer } from '../../kube/watch/informer.ts';
import type { KubeClient } from '../../kube/operations.ts';
import type { Change } from '../../kube/watch/store.ts';
import type { Clock } from '../../runtime/clock.ts';
import { ObjectIndex } from './object-index.ts';

/** What the cache needs and whom it tells. */
export interface ProxyCacheOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly random: () => number;
  /** A proxy came, went or became another: told as it is and as it was; with nothing when all were read. */
  readonly onChange: (proxies: readonly Proxy[] | undefined) => void;
  readonly onError: (error: unknown) => void;
}

/** A pod of which only its proxy is kept. */
interface ProxyPod extends Manifest {
  readonly proxy: Proxy;
}

const POD = { apiVersion: 'v1', kind: 'Pod' };

/** Pods that have ended hold no proxy; the apiserver need not send them. */
const RUNNING = 'status.phase!=Succeeded,status.phase!=Failed';

/**
 * Every proxy of the cluster. There is no smaller thing to watch than pods: labels do not tell who has a proxy, and
 * metadata has no images. So of each pod only its proxy is kept, and of pods without one nothing at all.
 */
export class ProxyCache {
  readonly #options: ProxyCacheOptions;
  readonly #informer: Informer;
  readonly #byNamespace = new ObjectIndex((pod) => namespaceAsked(proxyIn(pod)));
  #isStarted = false;

  constructor(options: ProxyCacheOptions) {
    const { client, clock, random, onError } = options;
    this.#options = options;
    this.#informer = new Informer<Manifest>({
      client,
      kind: POD,
      selection: { fieldSelector: RUNNING },
      transform: proxyPodOf,
      clock,
      random,
      onError,
      onChange: (change) => this.#changed(change),
    });
  }

  /** Follows the pods from the first call on until the signal aborts: an operator without a mesh reads none. */
  start(signal: AbortSignal): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    void this.#informer.run(signal);
    void this.#informer.synced.then(() => {
      if (!signal.aborted) this.#options.onChange(undefined);
    });
  }

  /** The proxies of the mesh in a namespace; undefined while the pods have not been read. */
  of(namespace: string, isOnlyMesh: boolean): Proxy[] | undefined {
    if (!this.#informer.hasSynced) return undefined;
    const pods = isOnlyMesh ? this.#informer.list() : this.#byNamespace.of(namespace);
    return proxiesOfMesh(pods.map(proxyIn), namespace, isOnlyMesh);
  }

  /** Pods change often, and their proxies hardly ever. */
  #changed(change: Change): void {
    this.#byNamespace.note(change);
    const { old, now } = sidesOf(change);
    if (old !== undefined && now !== undefined && isSameProxy(old, now)) return;
    this.#options.onChange([old, now].filter((proxy) => proxy !== undefined));
  }
}

/** The namespace of the mesh that a proxy belongs to unless there is only one mesh: who does not say is of its own. */
export const namespaceAsked = ({ controlPlane, namespace }: Proxy): string => controlPlane ?? namespace;

const proxyIn = (pod: Manifest): Proxy => (pod as ProxyPod).proxy;

function sidesOf(change: Change): { old?: Proxy; now?: Proxy } {
  return {
    ...(change.type !== 'added' && { old: proxyIn(change.old) }),
    ...(change.type !== 'deleted' && { now: proxyIn(change.object) }),
  };
}

/** The proxies of the cluster at this moment, for who does not stay. */
export async function listProxies(client: Pick<KubeClient, 'list'>): Promise<Proxy[]> {
  const { items } = await client.list(POD, { fieldSelector: RUNNING, transform: proxyPodOf });
  return items.map(proxyIn);
}

function proxyPodOf(pod: Manifest): ProxyPod | undefined {
  const proxy = proxyOf(pod);
  if (proxy === undefined) return undefined;
  const { name, namespace = '' } = pod.metadata;
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace }, proxy };
}
