import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Backoff } from '../../../src/runtime/backoff.ts';
import { WorkQueue } from '../../../src/runtime/queue.ts';
import { FakeClock, settle } from '../../support/fake-clock.ts';

function newQueue() {
  const clock = new FakeClock();
  const backoff = new Backoff<string>({ baseMs: 100, maxMs: 1000, jitter: 0, random: () => 0 });
  return { clock, queue: new WorkQueue<string>({ clock, backoff }) };
}

describe('WorkQueue', () => {
  it('hands out a key once however often it was added', async () => {
    const { queue } = newQueue();
    queue.add('a');
    queue.add('a');
    queue.add('b');
    expect(queue.length).toBe(2);
    expect(await queue.take()).toBe('a');
    expect(await queue.take()).toBe('b');
    expect(queue.length).toBe(0);
  });

  it('hands out a key that was added during its run once more, after the run', async () => {
    const { queue } = newQueue();
    queue.add('a');
    await queue.take();
    queue.add('a');
    queue.add('a');
    expect(queue.length).toBe(0);
    queue.done('a');
    expect(queue.length).toBe(1);
    expect(await queue.take()).toBe('a');
    queue.done('a');
    expect(queue.length).toBe(0);
  });

  it('hands out a delayed key at its time when somebody sets the machine clock in between', async () => {
    const { clock, queue } = newQueue();
    queue.addAfter('a', 1000);
    clock.setForward(-600_000);
    // Due earlier than the wait that it has: it must not count as later.
    queue.addAfter('a', 2000);
    await clock.advance(1000);
    expect(queue.length).toBe(1);
  });

  it('gives a key to whoever has waited longest', async () => {
    const { queue } = newQueue();
    const first = queue.take();
    const second = queue.take();
    queue.add('a');
    queue.add('b');
    expect(await first).toBe('a');
    expect(await second).toBe('b');
  });

  it('keeps the earliest of several due times', async () => {
    const { queue, clock } = newQueue();
    queue.addAfter('a', 500);
    queue.addAfter('a', 200);
    queue.addAfter('a', 900);
    await clock.advance(199);
    expect(queue.length).toBe(0);
    await clock.advance(1);
    expect(queue.length).toBe(1);
    expect(clock.pending).toBe(0);
  });

  it('waits longer after each failure until the key is forgotten', async () => {
    const { clock, queue } = newQueue();
    const waits: number[] = [];
    for (let failure = 0; failure < 3; failure++) {
      const ms = queue.addRateLimited('a');
      waits.push(ms);
      await clock.advance(ms);
    }
    expect(waits).toEqual([100, 200, 400]);
    queue.forget('a');
    expect(queue.addRateLimited('a')).toBe(100);
  });

  it('gives nothing more once it is closed, and leaves no timer behind', async () => {
    const { queue, clock } = newQueue();
    const waiting = queue.take();
    queue.addAfter('a', 100);
    queue.close();
    queue.add('b');
    queue.addAfter('c', 1);
    expect(await waiting).toBeUndefined();
    expect(await queue.take()).toBeUndefined();
    expect(clock.pending).toBe(0);
  });

  it('never runs a key twice at once and never loses a change, in any order of events', async () => {
    const key = fc.constantFrom('a', 'b', 'c');
    const step = fc.oneof(
      fc.record({ do: fc.constant('add' as const), key }),
      fc.record({ do: fc.constant('addAfter' as const), key, ms: fc.integer({ min: 0, max: 50 }) }),
      fc.record({ do: fc.constant('take' as const) }),
      fc.record({ do: fc.constant('done' as const), key }),
      fc.record({ do: fc.constant('advance' as const), ms: fc.integer({ min: 1, max: 60 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { queue, clock } = newQueue();
        const running = new Set<string>();
        // Keys that changed since their last run began: they must run again.
        const owed = new Set<string>();
        const receive = (taken: string | undefined) => {
          if (taken === undefined) return;
          expect(running.has(taken)).toBe(false);
          running.add(taken);
          owed.delete(taken);
        };
        for (const now of steps) {
          if (now.do === 'add') owed.add(now.key);
          if (now.do === 'add') queue.add(now.key);
          else if (now.do === 'addAfter') {
            owed.add(now.key);
            queue.addAfter(now.key, now.ms);
          } else if (now.do === 'take') {
            if (queue.length > 0) receive(await queue.take());
          } else if (now.do === 'advance') await clock.advance(now.ms);
          else if (running.delete(now.key)) queue.done(now.key);
        }
        for (const left of [...running]) {
          running.delete(left);
          queue.done(left);
        }
        await clock.advance(1000);
        while (queue.length > 0) receive(await queue.take());
        expect([...owed]).toEqual([]);
      }),
    );
  });

  it('runs every key at least once with any number of workers', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 5 })),
        fc.integer({ min: 1, max: 4 }),
        async (keys, workers) => {
          const { queue } = newQueue();
          const seen = new Set<string>();
          const work = async () => {
            for (let key = await queue.take(); key !== undefined; key = await queue.take()) {
              await settle();
              seen.add(key);
              queue.done(key);
            }
          };
          const all = Promise.all(Array.from({ length: workers }, work));
          for (const key of keys) queue.add(String(key));
          while (queue.length > 0) await settle();
          await settle();
          await settle();
          queue.close();
          await all;
          expect([...seen].sort()).toEqual([...new Set(keys.map(String))].sort());
        },
      ),
      { numRuns: 30 },
    );
  });

  it('does not wait longer because events made a key fail again and again before its retry', () => {
    const { clock, queue } = newQueue();
    expect(queue.addRateLimited('a')).toBe(100);
    for (let event = 0; event < 20; event++) {
      queue.add('a');
      expect(queue.addRateLimited('a')).toBe(100);
    }
    queue.forget('a');
    expect([queue.addRateLimited('a'), clock.elapsed()]).toEqual([100, 0]);
  });
});
