import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '../../../src/runtime/clock.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

describe('systemClock', () => {
  it('measures durations whatever somebody sets the machine clock to', () => {
    const before = systemClock.elapsed();
    jest.spyOn(Date, 'now').mockReturnValue(0);
    const after = systemClock.elapsed();
    expect(systemClock.now()).toBe(0);
    expect(after).toBeGreaterThanOrEqual(before);
    expect(after - before).toBeLessThan(10_000);
  });

  it('lets a timer that is due run before its turn is over', async () => {
    const order: string[] = [];
    systemClock.schedule(0, () => order.push('timer'));
    const until = systemClock.elapsed() + 3;
    while (systemClock.elapsed() < until);
    await systemClock.turn();
    await systemClock.turn();
    order.push('turn');
    expect(order).toEqual(['timer', 'turn']);
  });
});
