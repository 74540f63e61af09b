import { spawnSync } from 'node:child_process';
import type { Row } from './row.ts';

const ROUNDS = 15;

/** What is started, in the order in which it is reported; the first is what the others are compared with. */
const STARTS: readonly (readonly [what: string, args: readonly string[]])[] = [
  ['node -e 1', ['-e', '1']],
  ['meshwright --help', ['bin/meshwright.js', '--help']],
  ['meshwright render (demo)', ['bin/meshwright.js', 'render', '-f', 'examples/demo.yaml']],
  ['the same from sources', ['src/main.ts', 'render', '-f', 'examples/demo.yaml']],
];

/**
 * How long commands take from a new bundle, against an empty Node process. One of each per round, so that a busy
 * machine is as busy for all of them.
 */
export function commandLine(): Row[] {
  start(['scripts/build.ts']);
  const rounds = Array.from({ length: ROUNDS }, () => STARTS.map(([, args]) => start(args)));
  const [, ...others] = STARTS;
  const against = 'an empty Node process';
  const baselineMs = median(rounds.map(([first = 0]) => first));
  return others.map(([what], i) => ({
    what,
    ms: median(rounds.map((round) => round[i + 1] ?? 0)),
    against,
    baselineMs,
  }));
}

function start(args: readonly string[]): number {
  const begin = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`node ${args.join(' ')}: ${stderr}`);
  return performance.now() - begin;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
