import { describe, expect, it } from '@jest/globals';
import { LeadershipLostError, runAsLeader, type LeaderElectionOptions } from '../../../../src/kube/lease/leader-election.ts';
import { microTime } from '../../../../src/kube/lease/lease.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { MemoryClient } from '../../../support/memory-client.ts';

const LEASE = 'Lease ns/meshwright';

function setUp() {
  const client = new MemoryClient();
  const clock = new FakeClock();
  const log: string[] = [];
  const candidate = (identity: string, timing: Partial<LeaderElectionOptions> = {}) => {
    const stop = new AbortController();
    const lead = (signal: AbortSignal) => {
      log.push(`${identity} leads`);
      return new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => {
          log.push(`${identity} steps down`);
          resolve();
        });
      });
    };
    const onLeader = (leader: string) => log.push(`${identity} sees ${leader}`);
    const ended = runAsLeader(
      { client, clock, namespace: 'ns', name: 'meshwright', identity, onLeader, ...timing },
      lead,
      stop.signal,
    );
    ended.catch((error: unknown) => log.push(`${identity}: ${String(error)}`));
    return { stop, ended };
  };
  const spec = () => client.objects.get(LEASE)?.['spec'] as Record<string, unknown>;
  return { client, clock, log, candidate, spec };
}

describe('runAsLeader', () => {
  it('lets one candidate lead, and the next as soon as the first is done', async () => {
    const { clock, log, candidate, spec } = setUp();
    const a = candidate('a');
    await clock.advance(0);
    const b = candidate('b');
    await clock.advance(60_000);
    expect(log).toEqual(['a leads', 'b sees a']);
    expect(spec()).toMatchObject({ holderIdentity: 'a', leaseDurationSeconds: 15, leaseTransitions: 0 });
    a.stop.abort();
    await clock.advance(0);
    expect(spec()).toMatchObject({ holderIdentity: '' });
    await clock.advance(2000);
    expect(log.slice(2)).toEqual(['a steps down', 'b leads']);
    expect(spec()).toMatchObject({ holderIdentity: 'b', leaseTransitions: 1 });
    b.stop.abort();
    await clock.advance(0);
    await Promise.all([a.ended, b.ended]);
    expect(clock.pending).toBe(0);
  });

  it('takes over from a leader that fell silent, not before its lease ran out on our clock', async () => {
    const { client, clock, log, candidate } = setUp();
    await client.create({
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { namespace: 'ns', name: 'meshwright' },
      // The other machine's clock is an hour behind.
      spec: { holderIdentity: 'x', leaseDurationSeconds: 15, renewTime: microTime(clock.now() - 3_600_000) },
    });
    candidate('b');
    await clock.advance(14_000);
    expect(log).toEqual(['b sees x']);
    await clock.advance(2000);
    expect(log).toEqual(['b sees x', 'b leads']);
  });

  it('lets a living leader lead when somebody sets the machine clock forward or back', async () => {
    const { clock, log, candidate } = setUp();
    candidate('a');
    await clock.advance(500);
    candidate('b', { retryPeriodMs: 100 });
    await clock.advance(1000);
    for (const ms of [600_000, -1_200_000]) {
      clock.setForward(ms);
      await clock.advance(30_000);
    }
    expect(log).toEqual(['a leads', 'b sees a']);
  });

  it('takes over from a silent leader in time when somebody sets the machine clock back', async () => {
    const { client, clock, log, candidate } = setUp();
    await client.create({
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { namespace: 'ns', name: 'meshwright' },
      spec: { holderIdentity: 'x', leaseDurationSeconds: 15 },
    });
    candidate('b');
    await clock.advance(1000);
    clock.setForward(-600_000);
    await clock.advance(15_000);
    expect(log).toEqual(['b sees x', 'b leads']);
  });

  it('steps down when it cannot renew in time', async () => {
    const { client, clock, log, candidate } = setUp();
    const { ended } = candidate('a');
    await clock.advance(1000);
    client.failure = new Error('no network');
    await clock.advance(8999);
    expect(log).toEqual(['a leads']);
    await clock.advance(1);
    await expect(ended).rejects.toBeInstanceOf(LeadershipLostError);
    expect(log.slice(0, 2)).toEqual(['a leads', 'a steps down']);
    expect(clock.pending).toBe(0);
  });

  it('writes times with microseconds, as the API demands', () => {
    expect(microTime(Date.UTC(2026, 0, 2, 3, 4, 5, 6))).toBe('2026-01-02T03:04:05.006000Z');
  });
});
