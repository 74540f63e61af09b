import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { optionsOf, type Options } from './options.ts';
import { run, type Verdict } from './run.ts';
import { scheduleLines, scheduleOf, type Schedule } from './schedule.ts';
import { shrunk } from './shrink.ts';

function scheduleFor(seed: number, { scenarios, faults, keep }: Options): Schedule {
  const schedule = scheduleOf(seed, { scenarios, faults });
  return keep === undefined ? schedule : { ...schedule, faults: schedule.faults.filter((_, i) => keep.includes(i)) };
}

/** Runs one schedule and tells how it went. */
async function tried(schedule: Schedule, options: Options): Promise<Verdict> {
  const verdict = await run(schedule, options.program);
  const seconds = `${(verdict.ms / 1000).toFixed(1)} s`;
  const { violations, strikes, log } = verdict;
  console.log(`  ${violations.length === 0 ? 'as asked' : 'FAILED'} after ${seconds}, ${strikes} strikes`);
  for (const violation of violations) console.log(`    ${violation}`);
  if (violations.length > 0) keepLog(schedule, options, log);
  return verdict;
}

function keepLog({ seed }: Schedule, { logs }: Options, lines: readonly string[]): void {
  mkdirSync(logs, { recursive: true });
  const path = join(logs, `seed-${seed}.log`);
  writeFileSync(path, `${lines.join('\n')}\n`);
  console.log(`    what the operators logged: ${path}`);
}

/** Finds a short list of faults that still fails, and says how to see it again. */
async function explain(schedule: Schedule, options: Options): Promise<void> {
  const fails = async (fewer: Schedule): Promise<boolean> => {
    console.log(`  again with ${fewer.faults.length} of ${schedule.faults.length} faults`);
    return (await tried(fewer, options)).violations.length > 0;
  };
  const { faults } = options.shrink === 0 ? schedule : await shrunk(schedule, fails, options.shrink);
  const kept = faults.map((fault) => scheduleOf(schedule.seed, options).faults.findIndex((one) => same(one, fault)));
  const drawn = [
    ...(options.scenarios.length > 0 ? ['--scenario', options.scenarios.join()] : []),
    ...(options.faults.length > 0 ? ['--faults', options.faults.join()] : []),
  ];
  console.log(
    `  see it again: npm run chaos -- ${['--seed', schedule.seed, ...drawn, '--keep', kept.join()].join(' ')}`,
  );
}

const same = (a: object, b: object): boolean => JSON.stringify(a) === JSON.stringify(b);

async function main(options: Options): Promise<void> {
  const failed: number[] = [];
  for (let seed = options.seed; seed < options.seed + options.runs; seed++) {
    const schedule = scheduleFor(seed, options);
    for (const line of scheduleLines(schedule)) console.log(line);
    if (options.plan) continue;
    const { violations } = await tried(schedule, options);
    if (violations.length === 0) continue;
    failed.push(seed);
    await explain(schedule, options);
  }
  if (options.plan) return;
  console.log(
    `${options.runs - failed.length} of ${options.runs} as asked${failed.length > 0 ? `; not: ${failed.join(', ')}` : ''}`,
  );
  if (failed.length > 0) process.exitCode = 1;
}

await main(optionsOf(process.argv.slice(2)));
