import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import type { Piece } from './pieces.ts';
import type { Mutant } from './scores.ts';

/**
 * A mutant may need this much longer than the tests that come past it before it counts as one that never ends. Generous:
 * on a busy machine a slow test must not count as a mutant that was found.
 */
const PATIENCE = { timeoutMS: 15_000, timeoutFactor: 4 };

/** Modules that were loaded are never given back; a process that tried so many mutants is replaced. */
const RUNS_OF_A_PROCESS = 150;

/**
 * Tries every mutant of a piece against its tests.
 * @param workers how many mutants are tried at once
 * @throws Error when there are no tests, or they fail before anything was changed
 */
export function mutantsOf({ folder, tests, except }: Piece, workers: number): Promise<readonly Mutant[]> {
  if (!tests.some((place) => existsSync(place))) throw new Error(`there are no tests in ${tests.join(' or ')}`);
  return new Stryker({
    mutate: [`${folder}/**/*.ts`],
    plugins: [resolve(import.meta.dirname, 'runner/index.ts')],
    testRunner: 'warm',
    warm: { files: tests.map((place) => `${place}/**/*.test.ts`), except },
    // A mutant that collects without end ends by itself before the machine does.
    testRunnerNodeArgs: ['--max-old-space-size=1500'],
    coverageAnalysis: 'perTest',
    concurrency: workers,
    maxTestRunnerReuse: RUNS_OF_A_PROCESS,
    ...PATIENCE,
    tempDirName: '.cache/mutation/tmp',
    ignorePatterns: ['.cache', 'build', 'dist', 'dist-release'],
    reporters: [process.stderr.isTTY ? 'progress' : 'progress-append-only'],
    allowConsoleColors: process.stderr.isTTY,
    warnings: false,
  }).runMutationTest();
}
