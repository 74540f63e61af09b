import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { faultNamed } from './faults/index.ts';
import { scenarioNamed } from './scenarios/index.ts';

/** What the command line asks for. */
export interface Options {
  /** Of the first run; each next one has the next. */
  readonly seed: number;
  readonly runs: number;
  /** What may be drawn; everything where nothing is named. */
  readonly scenarios: readonly string[];
  readonly faults: readonly string[];
  /** Which faults of the schedule to keep, by number; undefined: all. */
  readonly keep?: readonly number[];
  /** So many runs to find which faults a failure needs. */
  readonly shrink: number;
  /** Prints schedules and runs nothing. */
  readonly plan: boolean;
  /** Where what operators of failed runs logged is written. */
  readonly logs: string;
  /** The operator: `bin/meshwright.js` of this checkout or another one. */
  readonly program: string;
}

const USAGE =
  'usage: npm run chaos -- [--seed N] [--runs M] [--scenario A,B] [--faults A,B] [--keep 0,2] [--shrink N] [--plan]' +
  ' [--logs FOLDER] [--program FILE]';

const SHRINKING_RUNS = '8';
const PROGRAM = join(import.meta.dirname, '../bin/meshwright.js');

/** Reads the arguments. @throws Error that says what is wrong and what there is */
export function optionsOf(args: readonly string[]): Options {
  const given = parsed(args);
  const { seed = '1', runs = '1', scenario = '', faults = '', keep, shrink = SHRINKING_RUNS } = given;
  const [scenarios, named] = [listOf(scenario), listOf(faults)];
  scenarios.forEach(scenarioNamed);
  named.forEach(faultNamed);
  return {
    seed: wholeNumber('--seed', seed),
    runs: wholeNumber('--runs', runs),
    shrink: wholeNumber('--shrink', shrink),
    scenarios,
    faults: named,
    ...(keep !== undefined && { keep: listOf(keep).map((text) => wholeNumber('--keep', text)) }),
    plan: given.plan === true,
    logs: given.logs ?? '.cache/chaos',
    program: given.program ?? PROGRAM,
  };
}

const listOf = (text: string): string[] => text.split(',').filter((one) => one !== '');

function wholeNumber(option: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`${option}: ${JSON.stringify(text)}: write a whole number`);
  return Number(text);
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = {
    seed: text,
    runs: text,
    scenario: text,
    faults: text,
    keep: text,
    shrink: text,
    plan: { type: 'boolean' },
    logs: text,
    program: text,
  } as const;
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (cause) {
    throw new Error(`${cause instanceof Error ? cause.message : String(cause)}\n${USAGE}`, { cause });
  }
}
