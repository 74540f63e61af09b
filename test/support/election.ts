import { runAsLeader, type Lead, type LeaderElectionOptions } from '../../src/kube/lease/leader-election.ts';
import { microTime } from '../../src/kube/lease/lease.ts';
import type { KubeClient } from '../../src/kube/operations.ts';
import { FakeClock } from './fake-clock.ts';
import { MemoryClient } from './memory-client.ts';

/** The Lease, as MemoryClient names it. */
export const LEASE = 'Lease ns/meshwright';

type LeaseClient = Pick<KubeClient, 'get' | 'create' | 'patch'>;

/** Candidates for one Lease, and what happens to them. */
export function startElection() {
  const memory = new MemoryClient();
  const clock = new FakeClock();
  const log: string[] = [];
  const candidate = (
    name: string,
    options: Partial<LeaderElectionOptions> = {},
    lead: Lead = untilAborted(name, log),
  ) => {
    const stop = new AbortController();
    const onLeader = (leader: string) => log.push(`${name} sees ${leader}`);
    const onLost = (error: Error) => log.push(`${name}: ${error.message}`);
    const election = { client: memory, clock, namespace: 'ns', name: 'meshwright', candidate: name, nonce: '1' };
    const ended = runAsLeader({ ...election, onLeader, onLost, ...options }, lead, stop.signal);
    ended.catch((error: unknown) => log.push(`${name}: ${String(error)}`));
    return { stop, ended };
  };
  const spec = () => memory.objects.get(LEASE)?.['spec'] as Record<string, unknown>;
  /** Somebody of another machine takes or renews the Lease. */
  const write = async (holderIdentity: string, renewTime = microTime(clock.now())) => {
    const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' };
    memory.objects.delete(LEASE);
    const body = { holderIdentity, leaseDurationSeconds: 15, renewTime };
    await memory.create({ ...lease, metadata: { namespace: 'ns', name: 'meshwright' }, spec: body });
  };
  return { memory, clock, log, candidate, spec, write };
}

/** Work that ends as soon as it is told to. */
export const untilAborted = (name: string, log: string[]) => (signal: AbortSignal) => {
  log.push(`${name} leads`);
  return new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => {
      log.push(`${name} steps down`);
      resolve();
    });
  });
};

/** The same server, far away: every answer takes so long, half of it on the way there. */
export function slowed(client: LeaseClient, clock: FakeClock, latencyMs: () => number): LeaseClient {
  const via = async <T>(signal: AbortSignal | undefined, ask: () => Promise<T>): Promise<T> => {
    const ms = latencyMs() / 2;
    await clock.after(ms, signal);
    const answer = await ask();
    await clock.after(ms, signal);
    return answer;
  };
  return {
    get: (ref, options) => via(options?.signal, () => client.get(ref, options)),
    create: (object, options) => via(options?.signal, () => client.create(object, options)),
    patch: (ref, body, options) => via(options.signal, () => client.patch(ref, body, options)),
  };
}
