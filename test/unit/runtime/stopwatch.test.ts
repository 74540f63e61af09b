import { describe, expect, it } from '@jest/globals';
import { Stopwatch } from '../../../src/runtime/stopwatch.ts';
import { FakeClock } from '../../support/fake-clock.ts';

describe('Stopwatch', () => {
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
