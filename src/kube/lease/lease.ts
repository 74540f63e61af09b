import { isDeepStrictEqual } from 'node:util';
import type { Manifest } from '../../api/manifest.ts';
import type { Clock } from '../../runtime/clock.ts';
import { isAlreadyExists, isConflict, isNotFound } from '../errors.ts';
import type { CallOptions, KubeClient } from '../operations.ts';

/** Annotation of a Lease: of which version its holder is. */
export const HOLDER_VERSION = 'meshwright.dev/holder-version';

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
  /** Unique among the candidates, also among those of one host. */
  identity: string;
  /** Of which version we are, for whoever looks at the Lease. */
  version?: string;
  /** How long a holder that fell silent is still respected. */
  durationMs: number;
  /** An answer that takes longer counts as none. */
  timeoutMs: number;
}

/**
 * One candidate's view of the Lease. A foreign holder is respected until the Lease has not changed for its whole
 * duration *on our clock*, so clocks of different machines need not agree. All its requests go on the lane `lease`.
 */
export class LeaseLock {
  readonly #options: LeaseLockOptions;
  #seen: Lease | undefined;
  #seenAt = 0;
  #heldSince = 0;

  constructor(options: LeaseLockOptions) {
    this.#options = options;
  }

  /** Who held the Lease when we last looked; empty when nobody did. */
  get holder(): string {
    return this.#seen?.spec?.holderIdentity ?? '';
  }

  /** Somebody else held the Lease when we last looked. */
  get isForeign(): boolean {
    return this.holder !== '' && !this.#isOurs();
  }

  /**
   * When the request was sent that last took or renewed the Lease, by `Clock.elapsed`. Whoever watches saw it later, and
   * so does not take the Lease from us before its duration has passed since then.
   */
  get heldSince(): number {
    return this.#heldSince;
  }

  /** Takes or renews the Lease. False when somebody else has it or was faster. @throws ApiError, ConnectionError */
  async tryHold(signal?: AbortSignal): Promise<boolean> {
    // Whoever holds it knows what it looks like: one request where the server is slow, not two.
    if (this.#isOurs() && (await this.#claim(this.#seen, signal))) return true;
    await this.#look(signal);
    return this.#isFree() && this.#claim(this.#seen, signal);
  }

  /** Lets the next candidate in at once, if we hold the Lease. */
  async release(): Promise<void> {
    await this.#look();
    if (this.#seen === undefined || !this.#isOurs()) return;
    await this.#write(this.#seen, { holderIdentity: '', leaseDurationSeconds: 1 });
  }

  async #look(signal?: AbortSignal): Promise<void> {
    const lease = await this.#within((call) => this.#options.client.get<Lease>(this.#ref(), call), signal);
    // Somebody who only annotates the Lease does not keep a dead holder alive.
    if (!isDeepStrictEqual(lease?.spec, this.#seen?.spec)) this.#seenAt = this.#options.clock.elapsed();
    this.#seen = lease;
  }

  #isOurs(): boolean {
    return this.holder === this.#options.identity;
  }

  #isFree(): boolean {
    const { holderIdentity = '', leaseDurationSeconds = this.#options.durationMs / 1000 } = this.#seen?.spec ?? {};
    if (holderIdentity === '' || holderIdentity === this.#options.identity) return true;
    return this.#options.clock.elapsed() >= this.#seenAt + leaseDurationSeconds * 1000;
  }

  /** False when somebody was faster, or what we know of the Lease is old. */
  async #claim(seen: Lease | undefined, signal: AbortSignal | undefined): Promise<boolean> {
    const sentAt = this.#options.clock.elapsed();
    const spec = this.#claimed(seen?.spec);
    const held = seen === undefined ? await this.#create(spec, signal) : await this.#write(seen, spec, signal);
    if (held) this.#heldSince = sentAt;
    return held;
  }

  #claimed(spec: LeaseSpec = {}): LeaseSpec {
    const { identity, durationMs } = this.#options;
    const now = microTime(this.#options.clock.now());
    const renewal = { holderIdentity: identity, leaseDurationSeconds: Math.round(durationMs / 1000), renewTime: now };
    if (spec.holderIdentity === identity) return renewal;
    return { ...renewal, acquireTime: now, leaseTransitions: (spec.leaseTransitions ?? -1) + 1 };
  }

  #create(spec: LeaseSpec, signal?: AbortSignal): Promise<boolean> {
    const { client, namespace, name } = this.#options;
    const { apiVersion, kind } = this.#ref();
    const lease: Lease = { apiVersion, kind, metadata: { namespace, name, ...this.#signature() }, spec };
    return this.#unless(isAlreadyExists, () => this.#within((call) => client.create(lease, call), signal));
  }

  #write({ metadata: { resourceVersion } }: Lease, spec: LeaseSpec, signal?: AbortSignal): Promise<boolean> {
    const { client } = this.#options;
    const signature = spec.acquireTime === undefined ? {} : this.#signature();
    const body = { metadata: { resourceVersion, ...signature }, spec };
    const write = (call: CallOptions) => client.patch<Lease>(this.#ref(), body, { type: 'merge', ...call });
    return this.#unless(isStale, () => this.#within(write, signal));
  }

  #signature(): { annotations?: Record<string, string> } {
    const { version } = this.#options;
    return version === undefined ? {} : { annotations: { [HOLDER_VERSION]: version } };
  }

  async #unless(isBeaten: (error: unknown) => boolean, write: () => Promise<Lease>): Promise<boolean> {
    try {
      this.#seen = await write();
      return true;
    } catch (error) {
      if (isBeaten(error)) return false;
      throw error;
    }
  }

  /** One request, on its lane and given up in time. */
  async #within<T>(send: (call: CallOptions) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const { clock, timeoutMs } = this.#options;
    const tooLate = new AbortController();
    const cancel = clock.schedule(timeoutMs, () => tooLate.abort(new Error(`no answer within ${timeoutMs} ms`)));
    const until = AbortSignal.any([tooLate.signal, ...(signal === undefined ? [] : [signal])]);
    return send({ signal: until, lane: 'lease' }).finally(cancel);
  }

  #ref() {
    const { namespace, name } = this.#options;
    return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', namespace, name };
  }
}

const isStale = (error: unknown): boolean => isConflict(error) || isNotFound(error);

/** The MicroTime format: a Lease's times are refused without six digits. */
export function microTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z');
}
