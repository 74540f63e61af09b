import type { PlannedFault, Schedule } from './schedule.ts';

/** Whether a run with these faults only still fails. */
export type Fails = (schedule: Schedule) => Promise<boolean>;

/**
 * Drops faults by halves, then by smaller pieces, for as long as what is left still fails.
 * @param most so many runs, and no more
 */
export async function shrunk(schedule: Schedule, fails: Fails, most: number): Promise<Schedule> {
  let { faults } = schedule;
  let runs = 0;
  for (let size = Math.ceil(faults.length / 2); size >= 1 && faults.length > 0; size = halved(size)) {
    for (let at = 0; at < faults.length && runs < most;) {
      const fewer: readonly PlannedFault[] = faults.toSpliced(at, size);
      runs++;
      if (await fails({ ...schedule, faults: fewer })) faults = fewer;
      else at += size;
    }
  }
  return { ...schedule, faults };
}

/** The next smaller size of a piece; 0 after single ones. */
const halved = (size: number): number => (size === 1 ? 0 : Math.ceil(size / 2));
