import { describe, expect, it } from '@jest/globals';
import { FAULTS, faultNamed } from '../../../chaos/faults/index.ts';
import { lastsMs, scheduleLines, scheduleOf } from '../../../chaos/schedule.ts';
import { SCENARIOS } from '../../../chaos/scenarios/index.ts';

const SEEDS = Array.from({ length: 300 }, (_, seed) => seed);
const SCHEDULES = SEEDS.map((seed) => scheduleOf(seed));

describe('The schedule of a seed', () => {
  it('is the same every time', () => {
    for (const seed of SEEDS.slice(0, 20)) expect(scheduleOf(seed)).toEqual(scheduleOf(seed));
    expect(scheduleOf(1)).not.toEqual(scheduleOf(2));
  });

  it('leaves no fault and no scenario out, over many seeds', () => {
    const faults = new Set(SCHEDULES.flatMap((schedule) => schedule.faults.map(({ fault }) => fault)));
    expect([...faults].sort()).toEqual(FAULTS.map(({ name }) => name).sort());
    expect(new Set(SCHEDULES.map(({ scenario }) => scenario))).toEqual(new Set(SCENARIOS.map(({ name }) => name)));
    expect(new Set(SCHEDULES.map(({ replicas }) => replicas))).toEqual(new Set([1, 2]));
  });

  it('ends: no fault lasts longer than its row of the table allows, and no more than two disturb processes', () => {
    for (const schedule of SCHEDULES) {
      for (const { fault, forMs } of schedule.faults) expect(forMs).toBeLessThanOrEqual(faultNamed(fault).longestMs);
      expect(lastsMs(schedule)).toBeLessThanOrEqual(35_000);
      const disturbing = schedule.faults.filter(({ fault }) => faultNamed(fault).disturbance !== undefined);
      expect(disturbing.length).toBeLessThanOrEqual(2);
    }
  });

  it('draws from nothing but what it is restricted to', () => {
    const { scenario, faults } = scheduleOf(7, { scenarios: ['deletion'], faults: ['latency', 'kill'] });
    expect(scenario).toBe('deletion');
    for (const { fault } of faults) expect(['latency', 'kill']).toContain(fault);
  });

  it('is printed with every fault and its number', () => {
    const schedule = scheduleOf(7);
    const [head, ...lines] = scheduleLines(schedule);
    expect(head).toContain(`seed 7: ${schedule.scenario}`);
    expect(lines).toHaveLength(schedule.faults.length);
    schedule.faults.forEach(({ fault }, i) => expect(lines[i]).toMatch(new RegExp(`^ +${i} .* ${fault} `)));
  });

  it('refuses names that there are not, with those that there are', () => {
    expect(() => scheduleOf(1, { faults: ['earthquake'] })).toThrow(/no fault earthquake; there are latency, /);
  });
});
