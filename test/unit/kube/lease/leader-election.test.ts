import { describe, expect, it } from '@jest/globals';
import { runAsLeader, StillWorkingError } from '../../../../src/kube/lease/leader-election.ts';
import { microTime } from '../../../../src/kube/lease/lease.ts';
import { LEASE, slowed, startElection, untilAborted } from '../../../support/election.ts';

describe('runAsLeader', () => {
  it('lets one candidate lead, and the next as soon as the first is done', async () => {
    const { clock, log, candidate, spec } = startElection();
    const a = candidate('a');
    await clock.advance(0);
    const b = candidate('b');
    await clock.advance(60_000);
    expect(log).toEqual(['a leads', 'b sees a_1']);
    expect(spec()).toMatchObject({ holderIdentity: 'a_1', leaseDurationSeconds: 15, leaseTransitions: 0 });
    a.stop.abort();
    await clock.advance(0);
    expect(spec()).toMatchObject({ holderIdentity: '' });
    await clock.advance(2000);
    expect(log.slice(2)).toEqual(['a steps down', 'b leads']);
    expect(spec()).toMatchObject({ holderIdentity: 'b_1', leaseTransitions: 1 });
    b.stop.abort();
    await clock.advance(0);
    await Promise.all([a.ended, b.ended]);
    expect(clock.pending).toBe(0);
  });

  it('lets only one of two processes lead that have the name of one host', async () => {
    const { memory, clock, log, candidate } = startElection();
    const another = (name: string) =>
      runAsLeader(election(name), untilAborted(name, log), new AbortController().signal);
    const election = (name: string) => ({
      client: memory,
      clock,
      namespace: 'ns',
      name: 'meshwright',
      candidate: 'host',
      onLeader: (leader: string) => log.push(`${name} sees ${leader.replace(/_.*/, '')}`),
    });
    void another('first');
    await clock.advance(100);
    void another('second');
    await clock.advance(60_000);
    expect(log).toEqual(['first leads', 'second sees host']);
    candidate('third');
    await clock.advance(0);
    expect(log[2]).toMatch(/^third sees host_[0-9a-f-]{36}$/);
  });

  it('takes over from a leader that fell silent, not before its lease ran out on our clock', async () => {
    const { clock, log, candidate, write } = startElection();
    // The other machine's clock is an hour behind.
    await write('x', microTime(clock.now() - 3_600_000));
    candidate('b');
    await clock.advance(14_000);
    expect(log).toEqual(['b sees x']);
    await clock.advance(2000);
    expect(log).toEqual(['b sees x', 'b leads']);
  });

  it('lets a leader that stood still write nothing more, before any of its timers has run', async () => {
    const { clock, log, candidate } = startElection();
    let assertLeading = (): void => undefined;
    candidate('a', {}, (signal, assert) => {
      assertLeading = assert;
      return untilAborted('a', log)(signal);
    });
    await clock.advance(1000);
    clock.standStill(8000);
    expect(assertLeading).not.toThrow();
    clock.standStill(2000);
    expect(assertLeading).toThrow('the lease was last renewed 11000 ms ago');
    await clock.advance(0);
    expect(log.slice(0, 3)).toEqual(['a leads', 'a steps down', 'a: the lease was last renewed 11000 ms ago']);
  });

  it('takes over from a dead leader although somebody annotates its lease all the time', async () => {
    const { memory, clock, log, candidate, write } = startElection();
    await write('x');
    candidate('b');
    const ref = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', namespace: 'ns', name: 'meshwright' };
    for (let i = 0; i < 8; i++) {
      await clock.advance(2000);
      await memory.patch(ref, { note: i });
    }
    expect(log).toEqual(['b sees x', 'b leads']);
  });

  it('lets a living leader lead when somebody sets the machine clock forward or back', async () => {
    const { clock, log, candidate } = startElection();
    candidate('a');
    await clock.advance(500);
    candidate('b', { retryPeriodMs: 100 });
    await clock.advance(1000);
    for (const ms of [600_000, -1_200_000]) {
      clock.setForward(ms);
      await clock.advance(30_000);
    }
    expect(log).toEqual(['a leads', 'b sees a_1']);
  });

  it('takes over from a silent leader in time when somebody sets the machine clock back', async () => {
    const { clock, log, candidate, write } = startElection();
    await write('x');
    candidate('b');
    await clock.advance(1000);
    clock.setForward(-600_000);
    await clock.advance(15_000);
    expect(log).toEqual(['b sees x', 'b leads']);
  });

  it('stays the leader where each answer takes more than four seconds', async () => {
    const { memory, clock, log, candidate } = startElection();
    candidate('far', { client: slowed(memory, clock, () => 4500) });
    await clock.advance(10_000);
    candidate('near');
    await clock.advance(10 * 60_000);
    expect(log).toEqual(['far leads', 'near sees far_1']);
  });

  it('steps down before anybody else may lead, however late the answer to its request came', async () => {
    const { memory, clock, log, candidate } = startElection();
    let latencyMs = 4000;
    candidate('far', { client: slowed(memory, clock, () => latencyMs) });
    // The request that made the Lease was sent at 4 s, reached the server at 6 s and was answered at 8 s.
    await clock.advance(7999);
    latencyMs = 3_600_000;
    await clock.advance(6000);
    expect(log).toEqual(['far leads']);
    await clock.advance(1);
    expect(log).toEqual(['far leads', 'far steps down', 'far: the lease was last renewed 10000 ms ago']);
  });

  it('steps down when it cannot renew in time, stands by, and leads again in the same process', async () => {
    const { memory, clock, log, candidate, spec } = startElection();
    const { stop, ended } = candidate('a');
    await clock.advance(1000);
    memory.failure = new Error('no network');
    await clock.advance(8999);
    expect(log).toEqual(['a leads']);
    await clock.advance(1);
    expect(log.slice(1)).toEqual(['a steps down', 'a: the lease was last renewed 10000 ms ago']);
    memory.failure = undefined;
    await clock.advance(2000);
    expect(log.slice(3)).toEqual(['a leads']);
    expect(spec()).toMatchObject({ holderIdentity: 'a_1', leaseTransitions: 0 });
    stop.abort();
    await ended;
    expect(clock.pending).toBe(0);
  });

  it('steps down at once when it sees that somebody else leads', async () => {
    const { clock, log, candidate, write } = startElection();
    candidate('a');
    await clock.advance(1000);
    await write('x');
    await clock.advance(1000);
    expect(log).toEqual(['a leads', 'a steps down', 'a: x leads', 'a sees x']);
  });

  it('creates the lease again when somebody deleted it, and goes on leading', async () => {
    const { memory, clock, log, candidate, spec } = startElection();
    candidate('a');
    await clock.advance(1000);
    memory.objects.delete(LEASE);
    await clock.advance(60_000);
    expect(log).toEqual(['a leads']);
    expect(spec()).toMatchObject({ holderIdentity: 'a_1' });
  });

  it('goes on leading when one renewal hangs', async () => {
    const { memory, clock, log, candidate } = startElection();
    let latencyMs = 0;
    candidate('a', { client: slowed(memory, clock, () => latencyMs) });
    await clock.advance(1000);
    latencyMs = 3_600_000;
    await clock.advance(2000);
    latencyMs = 0;
    await clock.advance(60_000);
    expect(log).toEqual(['a leads']);
  });

  it('ends with an error when its work does not end soon enough after the lease is lost', async () => {
    const { memory, clock, log, candidate } = startElection();
    const { ended } = candidate('a', {}, () => new Promise<never>(() => undefined));
    await clock.advance(1000);
    memory.failure = new Error('no network');
    await clock.advance(9000 + 4999);
    expect(log).toEqual([]);
    await clock.advance(1);
    await expect(ended).rejects.toBeInstanceOf(StillWorkingError);
    expect(clock.pending).toBe(0);
  });

  it('fails with what the work fails with while it leads, and tells of it once the lease is lost', async () => {
    const { memory, clock, candidate } = startElection();
    const broken = candidate('a', {}, () => Promise.reject(new Error('broken')));
    await expect(broken.ended).rejects.toThrow('broken');
    const errors: unknown[] = [];
    const onError = (error: unknown) => errors.push(error);
    candidate('b', { onError }, (signal) => clock.after(3_600_000, signal));
    await clock.advance(1000);
    memory.failure = new Error('no network');
    await clock.advance(9000);
    expect(errors).toContainEqual(expect.objectContaining({ name: 'LeadershipLostError' }));
  });

  it('lets the lease run out when it was lost: it is released only by who led to the end', async () => {
    const { memory, clock, candidate, spec } = startElection();
    const answersAgainOnceLost = (signal: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          memory.failure = undefined;
          resolve();
        });
      });
    candidate('a', {}, answersAgainOnceLost);
    await clock.advance(1000);
    memory.failure = new Error('no network');
    await clock.advance(9000);
    expect(memory.failure).toBeUndefined();
    expect(spec()).toMatchObject({ holderIdentity: 'a_1', leaseTransitions: 0 });
  });

  it('writes times with microseconds, as the API demands', () => {
    expect(microTime(Date.UTC(2026, 0, 2, 3, 4, 5, 6))).toBe('2026-01-02T03:04:05.006000Z');
  });
});
