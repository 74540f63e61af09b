import type { Manifest } from '../../api/manifest.ts';
import type { Clock } from '../../runtime/clock.ts';
import { isForbidden } from '../errors.ts';
import type { CallOptions, KubeClient } from '../operations.ts';
import { HOLDER_VERSION, type LeaseSpec } from './lease.ts';

/** A Lease as somebody sees it who does not want it. */
export interface SeenLease {
  readonly namespace: string;
  /** Empty: given up by whoever had it. */
  readonly holder: string;
  /** What the holder says of its own version. */
  readonly version?: string;
  /** Milliseconds since the epoch, by the clock of the holder. */
  readonly renewedAt: number;
  readonly durationMs: number;
  /** Its holder renews it. */
  readonly live: boolean;
}

/** Which Leases. */
export interface LeaseQuery {
  readonly client: Pick<KubeClient, 'get' | 'list'>;
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly name: string;
  /** Only there; undefined: wherever there are any, or where only one namespace may be read, in `fallback`. */
  readonly namespace?: string | undefined;
  readonly fallback: string;
}

/** A holder renews every other second, and gives a try up after five: after this long its Lease has changed. */
const LOOK_AGAIN_MS = 5000;

const LEASE = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' };

/**
 * The Leases of a name, and whether their holders live. One that looks old is looked at twice: the clocks of holder and
 * reader need not agree. @throws ApiError, with 403 where not even the Lease in `fallback` may be read
 */
export async function sightLeases(query: LeaseQuery, signal?: AbortSignal): Promise<SeenLease[]> {
  const seen = await readLeases(query, signal);
  if (seen.every((lease) => isFresh(lease, query.clock.now()))) return seen.map((lease) => ({ ...lease, live: true }));
  if (!seen.some(({ holder }) => holder !== '')) return seen;
  await query.clock.after(LOOK_AGAIN_MS, signal);
  const before = new Map(seen.map((lease) => [lease.namespace, lease]));
  return (await readLeases(query, signal)).map((lease) => {
    const { renewedAt } = before.get(lease.namespace) ?? {};
    return { ...lease, live: lease.holder !== '' && lease.renewedAt !== renewedAt };
  });
}

const isFresh = ({ holder, renewedAt, durationMs }: SeenLease, now: number): boolean =>
  holder !== '' && Math.abs(now - renewedAt) < durationMs;

async function readLeases(query: LeaseQuery, signal?: AbortSignal): Promise<SeenLease[]> {
  const { client, name, namespace, fallback } = query;
  const call = signal === undefined ? {} : { signal };
  if (namespace !== undefined) return readOne(client, { name, namespace }, call);
  try {
    return (await client.list(LEASE, { fieldSelector: `metadata.name=${name}`, ...call })).items.map(seenLease);
  } catch (error) {
    if (!isForbidden(error)) throw error;
    return readOne(client, { name, namespace: fallback }, call);
  }
}

async function readOne(
  client: LeaseQuery['client'],
  place: { name: string; namespace: string },
  call: CallOptions,
): Promise<SeenLease[]> {
  const lease = await client.get({ ...LEASE, ...place }, call);
  return lease === undefined ? [] : [seenLease(lease)];
}

function seenLease({ metadata, spec }: Manifest & { readonly spec?: LeaseSpec }): SeenLease {
  const { holderIdentity = '', renewTime = '', leaseDurationSeconds = 15 } = spec ?? {};
  const { namespace = '', annotations = {} } = metadata;
  const { [HOLDER_VERSION]: version } = annotations;
  return {
    namespace,
    holder: holderIdentity,
    ...(version !== undefined && { version }),
    renewedAt: Date.parse(renewTime) || 0,
    durationMs: leaseDurationSeconds * 1000,
    live: false,
  };
}
