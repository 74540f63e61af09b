import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { delimiter, resolve } from 'node:path';
import { styleText } from 'node:util';

/** Everything that can be said about the code without running it; the slowest first, so that nothing waits for it. */
const STEPS: Readonly<Record<string, readonly string[]>> = {
  lint: ['eslint', '.'],
  types: ['tsc', '--project', '.', '--noEmit'],
  'types of pages': ['tsc', '--project', 'src/console/browser', '--noEmit'],
  format: ['prettier', '--check', '--log-level', 'warn', '.'],
  'import rules': [
    'depcruise',
    '--config',
    '.dependency-cruiser.mjs',
    'src',
    'charts',
    'devcluster',
    'scripts',
    'bench',
    'chaos',
    'test',
  ],
  'generated files': ['node', 'scripts/generate/index.ts', '--check'],
  'unused code': ['knip', '--no-progress'],
};

interface Outcome {
  readonly name: string;
  readonly ok: boolean;
  readonly output: string;
}

const PATH = [resolve('node_modules/.bin'), process.env['PATH']].join(delimiter);
// Output is collected, so that steps which run side by side do not mix theirs; a terminal still gets its colours.
const COLOUR = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};

/** Runs one step and prints its line; what it printed itself follows only if it failed. */
async function runStep([name, command]: readonly [string, readonly string[]]): Promise<Outcome> {
  const start = performance.now();
  const { ok, output } = await execute(command);
  const seconds = `${((performance.now() - start) / 1000).toFixed(1)} s`;
  const mark = ok ? styleText('green', 'ok  ') : styleText('red', 'FAIL');
  console.log(`${mark}  ${name.padEnd(16)}${seconds.padStart(8)}`);
  return { name, ok, output };
}

function execute([program = '', ...args]: readonly string[]): Promise<Omit<Outcome, 'name'>> {
  return new Promise((done) => {
    const child = spawn(program, args, { env: { ...process.env, ...COLOUR, PATH }, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', ({ message }) => done({ ok: false, output: message }));
    child.once('close', (code) => done({ ok: code === 0, output: Buffer.concat(chunks).toString() }));
  });
}

/** Runs all steps, as many at once as there are processors, even if some fail. */
async function main(): Promise<void> {
  const waiting = Object.entries(STEPS);
  const outcomes: Outcome[] = [];
  const work = async (): Promise<void> => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) outcomes.push(await runStep(step));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  const failed = outcomes.filter(({ ok }) => !ok);
  for (const { name, output } of failed) console.log(`\n${styleText('bold', name)}\n${output.trimEnd()}`);
  if (failed.length > 0) process.exitCode = 1;
}

await main();
