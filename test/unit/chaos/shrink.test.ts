import { describe, expect, it } from '@jest/globals';
import { scheduleOf, type PlannedFault, type Schedule } from '../../../chaos/schedule.ts';
import { shrunk } from '../../../chaos/shrink.ts';

const fault = (name: string): PlannedFault => ({
  fault: name,
  atMs: 0,
  forMs: 0,
  share: 1,
  target: 'pods',
  victim: 0,
  seed: 0,
});
const schedule: Schedule = { ...scheduleOf(1), faults: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(fault) };
const namesIn = ({ faults }: Schedule): string => faults.map((one) => one.fault).join('');

/** A run that fails where all of these faults are there; counts runs. */
function failingWith(needed: string) {
  const runs: string[] = [];
  const fails = (tried: Schedule): Promise<boolean> => {
    runs.push(namesIn(tried));
    return Promise.resolve(needed.split('').every((name) => namesIn(tried).includes(name)));
  };
  return { runs, fails };
}

describe('A schedule that fails', () => {
  it.each(['a', 'h', 'cf', 'abc'])('shrinks to the faults %s, which it takes', async (needed) => {
    const { fails } = failingWith(needed);
    expect(namesIn(await shrunk(schedule, fails, 100))).toBe(needed);
  });

  it('shrinks to nothing where no fault is needed', async () => {
    expect(namesIn(await shrunk(schedule, failingWith('').fails, 100))).toBe('');
  });

  it('is tried no more often than it may be, and what is left still fails', async () => {
    const { runs, fails } = failingWith('cf');
    expect(namesIn(await shrunk(schedule, fails, 3))).toMatch(/c.*f/);
    expect(runs).toHaveLength(3);
  });
});
