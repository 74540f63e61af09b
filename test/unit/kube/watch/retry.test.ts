import { describe, expect, it } from '@jest/globals';
import { Retry } from '../../../../src/kube/watch/retry.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const never = new AbortController().signal;

/** When a kind is asked for that nobody serves, in milliseconds, over two hours. */
async function triesOf(retry: Retry, clock: FakeClock, isServed = false): Promise<number[]> {
  const tries: number[] = [];
  const run = async (): Promise<never> => {
    for (;;) {
      retry.begin();
      tries.push(clock.elapsed());
      await retry.pause(isServed, never);
    }
  };
  void run();
  await clock.advance(2 * HOUR_MS);
  return tries;
}

function retryWith(unservedMs?: number) {
  const clock = new FakeClock();
  return { clock, retry: new Retry({ clock, random: () => 0, unservedMs }) };
}

describe('a kind that is not served', () => {
  it('is asked for again and again for half a minute, and rarely after that', async () => {
    const { clock, retry } = retryWith(10 * MINUTE_MS);
    const tries = await triesOf(retry, clock);
    expect(tries.slice(0, 7)).toEqual([0, 500, 1500, 3500, 7500, 15_500, 31_500]);
    expect(tries.slice(7).every((at, i) => at === 31_500 + (i + 1) * 10 * MINUTE_MS)).toBe(true);
    expect(tries).toHaveLength(18);
  });

  it('is asked for at once when woken, and then for half a minute again', async () => {
    const { clock, retry } = retryWith(10 * MINUTE_MS);
    const tries = await triesOf(retry, clock);
    const before = tries.length;
    const wokenAt = clock.elapsed();
    retry.wake();
    await clock.advance(5000);
    expect(tries.slice(before).map((at) => at - wokenAt)).toEqual([0, 500, 1500, 3500]);
  });

  it('is asked for every half minute where nobody would wake', async () => {
    const { clock, retry } = retryWith();
    const tries = await triesOf(retry, clock);
    expect(tries.at(-1)! - tries.at(-2)!).toBe(30_000);
  });
});

describe('a kind that was served', () => {
  it('is asked for again and again for half a minute when the apiserver forgets it', async () => {
    const { clock, retry } = retryWith(10 * MINUTE_MS);
    await clock.advance(HOUR_MS);
    retry.begin();
    await clock.advance(HOUR_MS);
    retry.succeeded();
    const tries = await triesOf(retry, clock);
    expect(tries.filter((at) => at < 2 * HOUR_MS + MINUTE_MS)).toHaveLength(7);
  });

  it('is asked for every half minute while it answers with errors, however long', async () => {
    const { clock, retry } = retryWith(10 * MINUTE_MS);
    const tries = await triesOf(retry, clock, true);
    expect(tries.at(-1)! - tries.at(-2)!).toBe(30_000);
  });
});
