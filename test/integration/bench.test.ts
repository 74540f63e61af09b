import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readResults } from '../../bench/report/results.ts';
import { START_MS } from '../support/cluster.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'meshwright-bench-test-'));
});

afterAll(() => rm(folder, { recursive: true }));

/** Runs the bench to its end and returns what it printed. */
async function bench(...args: string[]): Promise<string> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const program = ['bench/index.ts', '--output', folder, ...args];
  return (await promisify(execFile)(process.execPath, program, { env })).stdout;
}

describe('The quick form of the bench', () => {
  it(
    'measures an installation by the operator, raw and by kubectl, prints it, and writes it down',
    async () => {
      const printed = await bench('--quick', '--only', 'install');
      const [limit, kubectl] = readResults(join(folder, 'performance.json'))['install']?.findings ?? [];
      for (const [finding, id] of [[limit, 'install-default'] as const, [kubectl, 'install-default-kubectl'] as const])
        expect(finding).toMatchObject({
          id,
          value: expect.any(Number) as unknown,
          unit: 'ms',
          against: { value: expect.any(Number) as unknown },
          samples: 1,
        });
      expect(printed).toMatch(/^A first installation\n {2}apply to Ready, profile default +[\d .]+ m?s +[\d.]+ x/);
      const page = await readFile(join(folder, 'performance.md'), 'utf8');
      expect(page).toContain('| apply to Ready, profile default |');
      expect(page).toContain('these numbers mean nothing');
      expect(await readFile(join(folder, 'performance.svg'), 'utf8')).toContain('apply to Ready, default');
    },
    START_MS,
  );
});
