import { describe, expect, it } from '@jest/globals';
import { ActivePasses } from '../../../src/runtime/active-passes.ts';
import { Backoff } from '../../../src/runtime/backoff.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { runController, type Pass, type ReconcileResult } from '../../../src/runtime/controller.ts';
import { WorkQueue } from '../../../src/runtime/queue.ts';
import { FakeClock, settle } from '../../support/fake-clock.ts';

function start(
  reconcile: (key: number, signal: AbortSignal) => Promise<ReconcileResult>,
  workers = 2,
  observe: () => void = () => undefined,
) {
  const clock = new FakeClock();
  const backoff = new Backoff<number>({ baseMs: 100, maxMs: 1000, jitter: 0, random: () => 0 });
  const queue = new WorkQueue<number>({ clock, backoff });
  const passes: Pass<number>[] = [];
  const stop = new AbortController();
  const onPass = (pass: Pass<number>) => {
    passes.push(pass);
    observe();
  };
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  const active = new ActivePasses<number>(clock);
  const options = { queue, clock, workers, reconcile, onPass, onError, active };
  const ended = runController(options, stop.signal);
  return { clock, queue, passes, errors, active, stop, ended, outcomes: () => passes.map(({ outcome }) => outcome) };
}

describe('runController', () => {
  it('is done with a key until the key is added again', async () => {
    const { queue, clock, outcomes } = start(() => Promise.resolve({}));
    queue.add(1);
    await clock.advance(10_000);
    expect(outcomes()).toEqual(['done']);
    queue.add(1);
    await settle();
    expect(outcomes()).toEqual(['done', 'done']);
  });

  it('comes back when the pass asked for it', async () => {
    const { queue, clock, outcomes } = start(() => Promise.resolve({ requeueAfterMs: 400 }));
    queue.add(1);
    await clock.advance(399);
    expect(outcomes()).toEqual(['requeued']);
    await clock.advance(1);
    expect(outcomes()).toEqual(['requeued', 'requeued']);
  });

  it('tries again after a growing wait, and starts the waits over after a success', async () => {
    let failures = 2;
    const { queue, clock, passes } = start(() =>
      failures-- > 0 ? Promise.reject(new Error('not yet')) : Promise.resolve({}),
    );
    queue.add(1);
    await clock.advance(300);
    expect(passes.map(({ outcome, nextInMs }) => [outcome, nextInMs])).toEqual([
      ['failed', 100],
      ['failed', 200],
      ['done', undefined],
    ]);
    failures = 1;
    queue.add(1);
    await settle();
    expect(passes.at(-1)).toMatchObject({ outcome: 'failed', nextInMs: 100 });
  });

  it('works on when whoever is told of a pass throws', async () => {
    const { queue, passes, errors } = start(
      () => Promise.resolve({}),
      1,
      () => {
        throw new Error('observer');
      },
    );
    queue.add(1);
    await settle();
    queue.add(2);
    await settle();
    expect(passes.map(({ key }) => key)).toEqual([1, 2]);
    expect(errors).toEqual([new Error('observer'), new Error('observer')]);
  });

  it('lets a timer that is due run between two passes that wait for nothing', async () => {
    const order: string[] = [];
    const backoff = new Backoff<number>({ baseMs: 100, maxMs: 1000, jitter: 0, random: () => 0 });
    const queue = new WorkQueue<number>({ clock: systemClock, backoff });
    const stop = new AbortController();
    const last = 200;
    const reconcile = (key: number) => {
      order.push(`pass ${key}`);
      if (key === 0) systemClock.schedule(1, () => order.push('timer'));
      // Some work that blocks for a while.
      const until = systemClock.elapsed() + 2;
      while (key < 3 && systemClock.elapsed() < until);
      if (key === last) stop.abort();
      return Promise.resolve({});
    };
    for (let key = 0; key <= last; key++) queue.add(key);
    await runController({ queue, clock: systemClock, workers: 4, reconcile }, stop.signal);
    expect(order.length).toBe(last + 2);
    expect(order.indexOf('timer')).toBeLessThan(10);
  });

  it('notes which pass has been under way longest, and for how long', async () => {
    const release: (() => void)[] = [];
    const { queue, clock, active } = start(() => new Promise((resolve) => release.push(() => resolve({}))));
    expect(active.longest()).toBeUndefined();
    queue.add(1);
    await clock.advance(1000);
    queue.add(2);
    await clock.advance(500);
    expect(active.longest()).toEqual({ key: 1, forMs: 1500 });
    release[0]?.();
    await settle();
    expect(active.longest()).toEqual({ key: 2, forMs: 500 });
    release[1]?.();
    await settle();
    expect(active.longest()).toBeUndefined();
  });

  it('runs different keys side by side and the same key never', async () => {
    const running = new Set<number>();
    let most = 0;
    const release: (() => void)[] = [];
    const { queue } = start((key) => {
      expect(running.has(key)).toBe(false);
      running.add(key);
      most = Math.max(most, running.size);
      return new Promise((resolve) =>
        release.push(() => {
          running.delete(key);
          resolve({});
        }),
      );
    });
    for (const key of [1, 2, 3, 1, 2, 3]) queue.add(key);
    await settle();
    queue.add(1);
    while (release.length > 0) {
      release.shift()?.();
      await settle();
    }
    expect(most).toBe(2);
  });

  it('waits for the pass under way when it is stopped, and tells it so', async () => {
    const { queue, stop, ended, outcomes, clock } = start(async (_key, signal) => {
      await clock.after(60_000, signal);
      return {};
    });
    queue.add(1);
    queue.add(2);
    queue.add(3);
    await settle();
    stop.abort();
    await ended;
    expect(outcomes()).toEqual(['interrupted', 'interrupted']);
    expect(clock.pending).toBe(0);
  });
});
