import { describe, expect, it } from '@jest/globals';
import { Backoff } from '../../../src/runtime/backoff.ts';
import { runController, type Pass, type ReconcileResult } from '../../../src/runtime/controller.ts';
import { WorkQueue } from '../../../src/runtime/queue.ts';
import { FakeClock, settle } from '../../support/fake-clock.ts';

class Hopeless extends Error {}

function start(reconcile: (key: number, signal: AbortSignal) => Promise<ReconcileResult>, workers = 2) {
  const clock = new FakeClock();
  const backoff = new Backoff<number>({ baseMs: 100, maxMs: 1000, jitter: 0, random: () => 0 });
  const queue = new WorkQueue<number>({ clock, backoff });
  const passes: Pass<number>[] = [];
  const stop = new AbortController();
  const isTerminal = (error: unknown) => error instanceof Hopeless;
  const onPass = (pass: Pass<number>) => passes.push(pass);
  const ended = runController({ queue, clock, workers, reconcile, isTerminal, onPass }, stop.signal);
  return { clock, queue, passes, stop, ended, outcomes: () => passes.map(({ outcome }) => outcome) };
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

  it('does not retry an error that only a change can mend', async () => {
    const { queue, clock, passes } = start(() => Promise.reject(new Hopeless('no such version')));
    queue.add(1);
    await clock.advance(100_000);
    expect(passes).toHaveLength(1);
    expect(passes[0]).toMatchObject({ outcome: 'rejected', error: { message: 'no such version' } });
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
