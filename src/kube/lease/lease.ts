import type { Manifest } from '../../api/manifest.ts';
import type { Clock } from '../../runtime/clock.ts';
import { isAlreadyExists, isConflict } from '../errors.ts';
import type { CallOptions, KubeClient } from '../operations.ts';

/** A lock with an owner and an end, as coordination.k8s.io/v1 has it. */
export interface LeaseSpec {
  holderIdentity?: string;
  leaseDurationSeconds?: number;
  acquireTime?: string;
  renewTime?: string;
  leaseTransitions?: number;
}

interface Lease extends Manifest {
  spec?: LeaseSpec;
}

export interface LeaseLockOptions {
  client: Pick<KubeClient, 'get' | 'create' | 'patch'>;
  clock: Clock;
  namespace: string;
  name: string;
  /** Unique among the candidates: the pod's name and a random part. */
  identity: string;
  /** How long a holder that fell silent is still respected. */
  durationMs: number;
}

/**
 * One candidate's view of the Lease. A foreign holder is respected until the Lease has not changed for its whole
 * duration *on our clock*, so clocks of different machines need not agree.
 */
export class LeaseLock {
  readonly #options: LeaseLockOptions;
  #seenVersion: string | undefined;
  #seenAt = 0;
  #holder = '';

  constructor(options: LeaseLockOptions) {
    this.#options = options;
  }

  /** Who held the Lease when we last looked; empty when nobody did. */
  get holder(): string {
    return this.#holder;
  }

  /** Takes or renews the Lease. False when somebody else has it or was faster. @throws ApiError, ConnectionError */
  async tryHold(signal?: AbortSignal): Promise<boolean> {
    const call = signal === undefined ? {} : { signal };
    const lease = await this.#read(call);
    if (lease !== undefined && !this.#isFree(lease)) return false;
    const held = await this.#orBeaten(() =>
      lease === undefined ? this.#create(call) : this.#write(lease, this.#claim(lease), call),
    );
    if (held) this.#holder = this.#options.identity;
    return held;
  }

  /** Lets the next candidate in at once, if we hold the Lease. */
  async release(): Promise<void> {
    const lease = await this.#read();
    if (lease?.spec?.holderIdentity !== this.#options.identity) return;
    await this.#orBeaten(() => this.#write(lease, { holderIdentity: '', leaseDurationSeconds: 1 }));
    this.#holder = '';
  }

  async #read(call: CallOptions = {}): Promise<Lease | undefined> {
    const lease = await this.#options.client.get<Lease>(this.#ref(), call);
    if (lease?.metadata.resourceVersion !== this.#seenVersion) {
      this.#seenVersion = lease?.metadata.resourceVersion;
      this.#seenAt = this.#options.clock.elapsed();
    }
    this.#holder = lease?.spec?.holderIdentity ?? '';
    return lease;
  }

  #isFree({ spec = {} }: Lease): boolean {
    const { holderIdentity = '', leaseDurationSeconds = this.#options.durationMs / 1000 } = spec;
    if (holderIdentity === '' || holderIdentity === this.#options.identity) return true;
    return this.#options.clock.elapsed() >= this.#seenAt + leaseDurationSeconds * 1000;
  }

  #claim({ spec = {} }: Pick<Lease, 'spec'>): LeaseSpec {
    const { identity, durationMs } = this.#options;
    const now = microTime(this.#options.clock.now());
    const renewal = { holderIdentity: identity, leaseDurationSeconds: Math.round(durationMs / 1000), renewTime: now };
    if (spec.holderIdentity === identity) return renewal;
    return { ...renewal, acquireTime: now, leaseTransitions: (spec.leaseTransitions ?? -1) + 1 };
  }

  async #create(call: CallOptions): Promise<void> {
    const { namespace, name } = this.#options;
    const { apiVersion, kind } = this.#ref();
    const lease = { apiVersion, kind, metadata: { namespace, name }, spec: this.#claim({}) };
    await this.#options.client.create(lease, call);
  }

  async #write({ metadata: { resourceVersion } }: Lease, spec: LeaseSpec, call: CallOptions = {}): Promise<void> {
    await this.#options.client.patch(this.#ref(), { metadata: { resourceVersion }, spec }, { type: 'merge', ...call });
  }

  async #orBeaten(write: () => Promise<void>): Promise<boolean> {
    try {
      await write();
      return true;
    } catch (error) {
      if (isConflict(error) || isAlreadyExists(error)) return false;
      throw error;
    }
  }

  #ref() {
    const { namespace, name } = this.#options;
    return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', namespace, name };
  }
}

/** The MicroTime format: a Lease's times are refused without six digits. */
export function microTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z');
}
