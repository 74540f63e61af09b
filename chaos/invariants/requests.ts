import type { AuditEvent } from '../../devcluster/index.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import type { Invariant } from './evidence.ts';

/** How the operators are called in the audit log: with the name of their replica. */
const AGENT = /^meshwright\//;
const WRITES: ReadonlySet<string> = new Set(['create', 'patch', 'update', 'delete', 'deletecollection']);

/** Whoever has not renewed the Lease for so long does not lead. */
const LEASE_MS = 15_000;
/** The operator is at rest when it asks for nothing for so long. */
const QUIET_MS = 5000;
/** So long after everything is as asked it may still have something to do, such as to look for kinds that have come. */
const SETTLES_MS = 50_000;

/** Only who has the Lease writes, and so never two at once. */
export const ONE_WRITER: Invariant = {
  name: 'one writer at a time',
  broken: async ({ audit }) => {
    let holder = { agent: '', since: 0 };
    const broken: string[] = [];
    for (const event of inOrder(await audit())) {
      const agent = event.userAgent ?? '';
      const now = Date.parse(event.requestReceivedTimestamp);
      if (event.objectRef?.resource !== 'leases') broken.push(...strayWrite(event, holder));
      else if (isDone(event)) holder = { agent, since: now };
    }
    return broken.slice(0, 5);
  },
};

interface Holder {
  readonly agent: string;
  /** When it last took or renewed the Lease, in milliseconds since the epoch. */
  readonly since: number;
}

function strayWrite(event: AuditEvent, { agent, since }: Holder): string[] {
  const { userAgent = '', requestReceivedTimestamp } = event;
  const ms = Date.parse(requestReceivedTimestamp) - since;
  if (agent !== userAgent) return [`${userAgent} wrote while ${agent} led: ${described(event)}`];
  return ms > LEASE_MS ? [`${userAgent} wrote ${ms} ms after it last renewed: ${described(event)}`] : [];
}

const isDone = ({ responseStatus }: AuditEvent): boolean => (responseStatus?.code ?? 500) < 300;

/** When everything is as asked, nothing is asked for any more but the Lease, watches and what is served. */
export const REST: Invariant = {
  name: 'no request at rest',
  broken: async ({ audit, late }) => {
    // What has not come to its end is not at rest.
    if (late !== undefined) return [];
    const end = systemClock.elapsed() + SETTLES_MS;
    for (;;) {
      const since = Date.now();
      await systemClock.after(QUIET_MS);
      const asked = (await audit()).filter(
        (event) => isWork(event) && Date.parse(event.requestReceivedTimestamp) > since,
      );
      if (asked.length === 0) return [];
      if (systemClock.elapsed() > end) return [...new Set(asked.map(described))].slice(0, 5);
    }
  },
};

function isWork({ userAgent = '', verb, objectRef }: AuditEvent): boolean {
  if (!AGENT.test(userAgent) || verb === 'watch') return false;
  return objectRef !== undefined && objectRef.resource !== 'leases';
}

/** What operators wrote, beside what they tell. */
const isOperatorsWrite = ({ userAgent = '', verb, objectRef }: AuditEvent): boolean =>
  AGENT.test(userAgent) && WRITES.has(verb) && objectRef?.resource !== 'events';

const inOrder = (events: readonly AuditEvent[]): AuditEvent[] =>
  events
    .filter((event) => event.stage === 'ResponseComplete' && isOperatorsWrite(event))
    .sort((a, b) => (a.requestReceivedTimestamp < b.requestReceivedTimestamp ? -1 : 1));

function described({ verb, requestURI, responseStatus, requestReceivedTimestamp }: AuditEvent): string {
  return `${verb} ${requestURI.split('?')[0] ?? ''} (${responseStatus?.code ?? 0}) at ${requestReceivedTimestamp}`;
}
