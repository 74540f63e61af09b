import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { run } from '../../chaos/run.ts';
import { scheduleLines, scheduleOf } from '../../chaos/schedule.ts';
import { excesses } from '../../chaos/soak/sample.ts';
import { soak } from '../../chaos/soak/soak.ts';
import { START_MS } from '../support/cluster.ts';

const PROGRAM = join(import.meta.dirname, '../../bin/meshwright.js');
/** As many as there is time for, of scenarios and faults that differ. */
const SEEDS = [4, 6, 8, 12];
const SOAK_MS = 60_000;

describe('Whatever goes wrong, a mesh ends as it was asked for and nobody else is harmed', () => {
  it.each(SEEDS.map((seed) => [scheduleLines(scheduleOf(seed))[0], seed] as const))(
    '%s',
    async (_, seed) => {
      const { violations, strikes, log } = await run(scheduleOf(seed), PROGRAM);
      // What the operators did says more than what came of it.
      if (violations.length > 0) process.stderr.write(`${log.slice(-200).join('\n')}\n`);
      expect(violations).toEqual([]);
      expect(strikes).toBeGreaterThan(0);
    },
    START_MS,
  );
});

describe('An operator that repairs and changes a mesh all the time', () => {
  it(
    'does not grow, and is never late',
    async () => {
      const samples = await soak({ seed: 1, ms: SOAK_MS, note: () => undefined });
      expect(excesses(samples)).toEqual([]);
      expect(samples.reduce((sum, { requests }) => sum + requests, 0)).toBeGreaterThan(20);
    },
    START_MS,
  );
});
