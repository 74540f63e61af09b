import { describe, expect, it } from '@jest/globals';
import { Stopwatch } from '../../../src/runtime/stopwatch.ts';
import { FakeClock } from '../../support/fake-clock.ts';

describe('Stopwatch', () => {
  it('counts from the first look at a key, each for itself', async () => {
    const clock = new FakeClock();
    const watch = new Stopwatch(clock);
    expect(watch.lasted('a')).toBe(0);
    await clock.advance(1_000);
    expect(watch.lasted('b')).toBe(0);
    expect(watch.lasted('a')).toBe(1_000);
  });

  it('starts over for another holder of the key, and after it was stopped', async () => {
    const clock = new FakeClock();
    const watch = new Stopwatch(clock);
    watch.lasted('mesh', 'uid-1');
    await clock.advance(1_000);
    expect(watch.lasted('mesh', 'uid-2')).toBe(0);
    await clock.advance(1_000);
    watch.stop('mesh');
    expect(watch.lasted('mesh', 'uid-2')).toBe(0);
  });

  it('counts the time that passed here, whatever somebody sets the machine clock to', async () => {
    const clock = new FakeClock();
    const watch = new Stopwatch(clock);
    expect(watch.lasted('a')).toBe(0);
    await clock.advance(1000);
    clock.setForward(86_400_000);
    expect(watch.lasted('a')).toBe(1000);
    clock.setForward(-2 * 86_400_000);
    expect(watch.lasted('a')).toBe(1000);
  });
});
