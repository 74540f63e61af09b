import { InputError } from '../api/errors.ts';
import { at, listOf, mapOf, textOf } from './untrusted.ts';

/** Which parts of its configuration a proxy gets from pilot: clusters, listeners, endpoints and routes. */
export const DISCOVERIES = ['cds', 'lds', 'eds', 'rds'] as const;

/** One of them. */
export type Discovery = (typeof DISCOVERIES)[number];

/** Whether a proxy took over what pilot sent last. */
export type SyncState = 'SYNCED' | 'STALE' | 'NOT SENT';

/** What a pilot says of one proxy that is connected to it. */
export interface Connection {
  /** `pod.namespace`. */
  readonly proxy: string;
  /** Release of Istio, where pilot knows it: since 1.2. */
  readonly istio: string;
  readonly states: Readonly<Record<Discovery, SyncState>>;
  /** How many of the endpoints were sent, in percent; only pilots of 1.0 and 1.1 count. */
  readonly endpointPercent?: number;
}

/** A document is not what pilot's debug interface answers to `/debug/syncz`. */
export class NotSyncStatusError extends InputError {
  override readonly name = 'NotSyncStatusError';
}

/** How pilot names them (pilot/pkg/proxy/envoy/v2, SyncStatus): the nonce of what it sent, and of what was acknowledged. */
const NAMES: Readonly<Record<Discovery, string>> = { cds: 'cluster', lds: 'listener', eds: 'endpoint', rds: 'route' };

/**
 * The proxies of an answer to `/debug/syncz`. All releases answer with one list; 1.0 and 1.1 say how much of the
 * endpoints was sent, and since 1.2 the proxy's release of Istio is among it.
 * @throws NotSyncStatusError for anything else
 */
export function connectionsOf(text: string): Connection[] {
  const answer = parsed(text);
  // No proxy at all: Go writes an empty list, or null.
  if (answer === null) return [];
  if (!Array.isArray(answer)) throw new NotSyncStatusError('not what pilot answers to /debug/syncz: no list');
  return listOf(answer).map(connectionOf);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new NotSyncStatusError('not what pilot answers to /debug/syncz: no JSON', { cause: error });
  }
}

function connectionOf(entry: unknown): Connection {
  const percent = at(entry, 'endpoint_percent');
  const states = DISCOVERIES.map((discovery) => [discovery, stateOf(entry, NAMES[discovery])] as const);
  return {
    proxy: textOf(at(entry, 'proxy')),
    istio: textOf(at(entry, 'istio_version')),
    states: Object.fromEntries(states) as Record<Discovery, SyncState>,
    ...(typeof percent === 'number' && { endpointPercent: percent }),
  };
}

function stateOf(entry: unknown, name: string): SyncState {
  const status = mapOf(entry);
  const sent = textOf(status[`${name}_sent`]);
  if (sent === '') return 'NOT SENT';
  return sent === textOf(status[`${name}_acked`]) ? 'SYNCED' : 'STALE';
}
