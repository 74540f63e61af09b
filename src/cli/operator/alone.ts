import type { Logger } from 'pino';
import { OPERATOR_NAME } from '../../api/meshinstall.ts';
import { sightLeases, type SeenLease } from '../../kube/lease/sighting.ts';
import type { KubeClient } from '../../kube/operations.ts';
import type { Clock } from '../../runtime/clock.ts';

/** Who wants to act without electing a leader. */
export interface Unelected {
  readonly client: Pick<KubeClient, 'get' | 'list'>;
  readonly clock: Clock;
  /** Where the Lease of another operator is looked for, where not all namespaces may be read. */
  readonly namespace: string;
  readonly log: Pick<Logger, 'warn'>;
}

/** Another operator leads: two at once undo each other's work, and tell every event twice. */
export class SecondOperatorError extends Error {
  override readonly name = 'SecondOperatorError';
}

/** So long two may act at once before the one without a Lease gives way. */
const PERIOD_MS = 10_000;

/**
 * Acts without leader election until the signal aborts, and gives way to whoever has the Lease: before it begins, and
 * as soon as somebody takes it. @throws SecondOperatorError, once what `act` does has ended; or what `act` throws
 */
export async function actAlone(
  unelected: Unelected,
  act: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  refuseIf(await leaderBeside(unelected, signal));
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  const watching = untilSomebodyLeads(unelected, until).then((leader) => {
    over.abort();
    return leader;
  });
  try {
    await act(until);
  } finally {
    over.abort();
    refuseIf(await watching);
  }
}

function refuseIf(leader: SeenLease | undefined): void {
  if (leader === undefined) return;
  const { namespace, holder } = leader;
  throw new SecondOperatorError(
    `another operator, ${holder}, holds the Lease ${namespace}/${OPERATOR_NAME}, and this one runs without leader ` +
      `election; stop that one (kubectl -n ${namespace} scale deployment/${OPERATOR_NAME} --replicas=0), or let this ` +
      `one stand by with --leader-elect --namespace ${namespace}`,
  );
}

/** Undefined when the signal aborted first. */
async function untilSomebodyLeads(unelected: Unelected, signal: AbortSignal): Promise<SeenLease | undefined> {
  for (;;) {
    await unelected.clock.after(PERIOD_MS, signal).catch(() => undefined);
    if (signal.aborted) return undefined;
    const leader = await leaderBeside(unelected, signal);
    if (leader !== undefined) return leader;
  }
}

/** Whoever may not look, or gets no answer, goes on: the work itself says when the apiserver is away. */
async function leaderBeside(unelected: Unelected, signal: AbortSignal): Promise<SeenLease | undefined> {
  const { client, clock, namespace, log } = unelected;
  const query = { client, clock, name: OPERATOR_NAME, fallback: namespace };
  try {
    return (await sightLeases(query, signal)).find(({ live }) => live);
  } catch (error) {
    if (!signal.aborted) log.warn({ err: error }, 'cannot tell whether another operator runs');
    return undefined;
  }
}
