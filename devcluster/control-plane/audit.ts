import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { DevclusterError } from '../errors.ts';
import type { ApiClient } from './api-client.ts';

/** One entry of the apiserver's audit log (audit.k8s.io/v1 Event), as far as it is recorded at level Metadata. */
export interface AuditEvent {
  readonly auditID: string;
  readonly stage: 'ResponseStarted' | 'ResponseComplete' | 'Panic';
  readonly verb: string;
  readonly requestURI: string;
  readonly userAgent?: string;
  readonly user: { readonly username: string; readonly groups?: readonly string[] };
  readonly objectRef?: {
    readonly resource: string;
    readonly apiGroup?: string;
    readonly apiVersion?: string;
    readonly namespace?: string;
    readonly name?: string;
    readonly subresource?: string;
  };
  readonly responseStatus?: { readonly code: number };
  /** RFC 3339 with microseconds. */
  readonly requestReceivedTimestamp: string;
  readonly stageTimestamp: string;
}

/** How often one client did one thing to one resource. */
export interface RequestCount {
  readonly userAgent: string;
  readonly verb: string;
  /** `deployments.apps`, `pods/status`, or the path of a request for something that is no resource. */
  readonly resource: string;
  readonly count: number;
}

const marker = 'devcluster-audit-marker';
const bound = 5_000;

/**
 * The audit log up to now. The apiserver writes an entry just after it has answered, so a request of our own is sent
 * and awaited in the log; entries of such requests are left out.
 */
export async function readAuditLog(file: string, api: ApiClient): Promise<AuditEvent[]> {
  const mark = `${marker}/${randomUUID()}`;
  await api.text('/version', { userAgent: mark });
  const deadline = Date.now() + bound;
  let text = await readFile(file, 'utf8');
  while (!text.includes(mark)) {
    if (Date.now() > deadline) throw new DevclusterError(`the apiserver stopped writing its audit log (${file})`);
    await delay(10);
    text = await readFile(file, 'utf8');
  }
  return parseAuditLog(text);
}

/** The entries of an audit log; a last line that is still being written is left out, and so are our own markers. */
export function parseAuditLog(text: string): AuditEvent[] {
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as AuditEvent).filter((event) => !event.userAgent?.startsWith(marker));
}

/** Requests counted by user agent, verb and resource, sorted by those. A watch is counted once, when it begins. */
export function countRequests(events: readonly AuditEvent[]): RequestCount[] {
  const first = new Map<string, AuditEvent>();
  for (const event of events) if (!first.has(event.auditID)) first.set(event.auditID, event);
  const counts = new Map<string, RequestCount>();
  for (const event of first.values()) {
    const { verb } = event;
    const [userAgent, resource] = [event.userAgent ?? '', resourceOf(event)];
    const key = [userAgent, resource, verb].join('\n');
    counts.set(key, { userAgent, verb, resource, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
}

function resourceOf({ objectRef, requestURI }: AuditEvent): string {
  if (objectRef === undefined) return requestURI.split('?')[0] ?? requestURI;
  const { resource, apiGroup, subresource } = objectRef;
  const qualified = apiGroup === undefined ? resource : `${resource}.${apiGroup}`;
  return subresource === undefined ? qualified : `${qualified}/${subresource}`;
}
