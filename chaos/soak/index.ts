import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { progressOn } from '../../bench/progress.ts';
import { plot } from './plot.ts';
import { excesses } from './sample.ts';
import { soak } from './soak.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    output: { type: 'string', default: '.cache/soak' },
  },
});

const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
if (!(minutes > 0) || !Number.isInteger(seed))
  throw new Error('usage: npm run soak -- [--minutes N] [--seed N] [--output FOLDER]');

const note = progressOn(process.stderr);
const samples = await soak({ seed, ms: minutes * 60_000, note });
note('');
mkdirSync(values.output, { recursive: true });
writeFileSync(join(values.output, 'soak.svg'), plot(samples));
writeFileSync(join(values.output, 'soak.json'), `${JSON.stringify(samples)}\n`);
const found = excesses(samples);
for (const sentence of found) console.log(sentence);
const peak = Math.max(...samples.map(({ memory }) => memory)).toFixed(0);
const requests = samples.reduce((sum, sample) => sum + sample.requests, 0);
console.log(`${minutes} minutes, seed ${seed}: ${requests} requests, at most ${peak} MiB; ${values.output}/soak.svg`);
if (found.length > 0) process.exitCode = 1;
