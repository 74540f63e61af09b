import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NEWEST_KUBERNETES } from '../charts/index.ts';
import type { Measurement } from './measurement.ts';
import { MEASUREMENTS } from './measurements/index.ts';
import { seededRandom } from './numbers/seeded-random.ts';
import { timed } from './numbers/rounds.ts';
import { optionsOf, type Options } from './options.ts';
import { progressOn } from './progress.ts';
import { circumstancesAt } from './report/machine.ts';
import { page, rowsOf } from './report/page.ts';
import { plot } from './report/plot.ts';
import { readResults, resultsText, type Result, type Results } from './report/results.ts';
import { tableLines } from './report/table.ts';

/** The same in every run, so that all of them edit, delete and pull the same. */
const SEED = 20;

const progress = progressOn(process.stderr);

async function made({ name, measure }: Measurement, quick: boolean): Promise<Result> {
  const circumstances = circumstancesAt(new Date(), NEWEST_KUBERNETES);
  const note = (text: string): void => progress(`${name}: ${text}`);
  let findings: Result['findings'] = [];
  const ms = await timed(async () => {
    findings = await measure({ quick, note, random: seededRandom(SEED) });
  });
  progress('');
  return { circumstances, quick, minutes: ms / 60_000, findings };
}

/** After each measurement: what is known by then is not lost if the next one fails. Before the first, only the page. */
function write(results: Results, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const rows = rowsOf(results);
  if (rows.length > 0) {
    writeFileSync(join(folder, 'performance.json'), resultsText(results));
    writeFileSync(join(folder, 'performance.svg'), plot(rows));
  }
  writeFileSync(join(folder, 'performance.md'), page(MEASUREMENTS, results, 'performance.svg'));
}

async function main({ only, quick, page: isPageOnly, output }: Options): Promise<void> {
  let results = readResults(join(output, 'performance.json'));
  if (isPageOnly) {
    write(results, output);
    return;
  }
  if (!quick) build();
  for (const measurement of MEASUREMENTS.filter(({ name }) => only.length === 0 || only.includes(name))) {
    console.log(measurement.title);
    const result = await made(measurement, quick);
    for (const line of tableLines(result.findings)) console.log(line);
    results = { ...results, [measurement.name]: result };
    write(results, output);
  }
  console.log(`\nwritten to ${output}/performance.md, .svg and .json`);
}

/** What people start is the bundle. */
function build(): void {
  const { status } = spawnSync(process.execPath, ['scripts/build.ts'], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error('the bundle cannot be built');
}

await main(
  optionsOf(
    process.argv.slice(2),
    MEASUREMENTS.map(({ name }) => name),
  ),
);
