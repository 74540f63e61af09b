import type { KubeClient } from '../../src/kube/client.ts';
import { isConflict, isNotFound } from '../../src/kube/errors.ts';
import type { ClusterView, Service } from './cluster-view.ts';

/** Ranges for documentation (RFC 5737): nobody answers there. */
const RANGES = ['192.0.2', '198.51.100', '203.0.113'] as const;
const POOL: readonly string[] = RANGES.flatMap((range) => Array.from({ length: 254 }, (_, i) => `${range}.${i + 1}`));

/** Plays the cloud: gives each Service of type LoadBalancer an address of its own, at once and for good. */
export class LoadBalancers {
  readonly #client: KubeClient;
  readonly #view: ClusterView;
  readonly #log: (line: string) => void;
  /** Given out, by the UID of the Service, also while our copy does not show it yet. */
  readonly #given = new Map<string, string>();

  constructor(client: KubeClient, view: ClusterView, log: (line: string) => void) {
    this.#client = client;
    this.#view = view;
    this.#log = log;
  }

  async reconcile(): Promise<void> {
    const services = this.#view.services.list();
    this.#forgetDeleted(services);
    for (const service of services) {
      if (service.spec.type === 'LoadBalancer' && addressOf(service) === undefined) await this.#give(service);
    }
  }

  #forgetDeleted(services: readonly Service[]): void {
    const present = new Set(services.map(({ metadata }) => metadata.uid));
    for (const uid of this.#given.keys()) if (!present.has(uid)) this.#given.delete(uid);
  }

  async #give(service: Service): Promise<void> {
    const { namespace = '', name, uid = '' } = service.metadata;
    const ip = this.#given.get(uid) ?? this.#free();
    if (ip === undefined) throw new Error('no load balancer address is left');
    this.#given.set(uid, ip);
    const ref = { apiVersion: 'v1', kind: 'Service', namespace, name };
    const body = { metadata: { uid }, status: { loadBalancer: { ingress: [{ ip }] } } };
    try {
      await this.#client.patch(ref, body, { type: 'merge', subresource: 'status' });
      this.#log(`Service ${namespace}/${name} got the address ${ip}`);
    } catch (error) {
      // Deleted, or replaced by another of the same name.
      if (!isNotFound(error) && !isConflict(error)) throw error;
    }
  }

  #free(): string | undefined {
    const used = new Set([...this.#given.values(), ...this.#view.services.list().map(addressOf)]);
    return POOL.find((ip) => !used.has(ip));
  }
}

function addressOf({ status }: Service): string | undefined {
  return status?.loadBalancer?.ingress?.[0]?.ip;
}
