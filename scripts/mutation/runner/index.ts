import { globSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { INSTRUMENTER_CONSTANTS, type InstrumenterContext, type StrykerOptions } from '@stryker-mutator/api/core';
import { commonTokens, declareClassPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import {
  DryRunStatus,
  MutantRunStatus,
  TestStatus,
  type DryRunResult,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
} from '@stryker-mutator/api/test-runner';
import fc from 'fast-check';
import { freshModules } from './fresh-modules.ts';
import { collect, type Test } from './globals.ts';
import { nearestFirst } from './nearest-first.ts';

type Namespace = { [name in typeof INSTRUMENTER_CONSTANTS.NAMESPACE]?: InstrumenterContext };

/** What the instrumented sources read: which mutant is at work, and who looks. */
const context: InstrumenterContext = ((globalThis as unknown as Namespace)[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {});

/** Which tests there are: patterns of files, and files among them that are none. */
interface Chosen {
  readonly files: readonly string[];
  readonly except: readonly string[];
}

/** A file of tests, as it was loaded when the process began. */
interface WarmFile {
  readonly path: string;
  readonly tests: readonly Test[];
  /** Milliseconds that loading it took. */
  readonly cost: number;
}

/**
 * Runs tests in a process that stays warm. A mutant that makes a test fail there is believed only if the test passes
 * again without it. Whatever survives is tried once more with modules that are loaded anew, for what was computed
 * before it was switched on, such as a table, may have hidden it.
 */
class WarmRunner implements TestRunner {
  static readonly inject = tokens(commonTokens.options);
  readonly #chosen: Chosen;
  #import: (file: string, load: number) => Promise<unknown> = () => Promise.resolve();
  readonly #warm: WarmFile[] = [];
  #loads = 0;

  constructor(options: StrykerOptions) {
    this.#chosen = options['warm'] as Chosen;
  }

  capabilities(): { reloadEnvironment: boolean } {
    return { reloadEnvironment: true };
  }

  async init(): Promise<void> {
    // The same values for every mutant.
    fc.configureGlobal({ seed: 1 });
    // A mutant may leave a promise behind that nobody waits for.
    process.on('unhandledRejection', () => undefined);
    this.#import = freshModules(process.cwd());
    const { files, except } = this.#chosen;
    const load = ++this.#loads;
    for (const path of globSync([...files])) {
      if (except.includes(path)) continue;
      const start = performance.now();
      const tests = await this.#load(path, load);
      this.#warm.push({ path, tests, cost: performance.now() - start });
    }
  }

  async dryRun(): Promise<DryRunResult> {
    const results: TestResult[] = [];
    for (const test of this.#warm.flatMap(({ tests: all }) => all)) {
      context.currentTestId = test.id;
      const start = performance.now();
      const failure = await failureOf(test);
      const result = { id: test.id, name: test.id, timeSpentMs: performance.now() - start, fileName: test.file };
      results.push(
        failure === undefined
          ? { ...result, status: TestStatus.Success }
          : { ...result, status: TestStatus.Failed, failureMessage: failure },
      );
    }
    delete context.currentTestId;
    const mutantCoverage = context.mutantCoverage ?? { static: {}, perTest: {} };
    return { status: DryRunStatus.Complete, tests: results, mutantCoverage };
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const { testFilter, mutantActivation, sandboxFileName } = options;
    const counts = (test: Test): boolean => testFilter?.includes(test.id) ?? true;
    const files = nearestFirst(
      this.#warm.filter(({ tests: all }) => all.some(counts)),
      relative(process.cwd(), sandboxFileName),
    );
    if (mutantActivation === 'runtime') {
      const warm = files.flatMap(({ tests: all }) => all.filter(counts));
      const { killer, result } = await withMutant(options, () => firstFailure(warm));
      if (killer !== undefined && (await failureOf(killer)) === undefined) return result;
    }
    const load = ++this.#loads;
    const { result } = await withMutant(options, async () => {
      for (const { path } of files) {
        const verdict = await this.#load(path, load).then(
          (fresh) => firstFailure(fresh.filter(counts)),
          (error: unknown) => killed(path, String(error)),
        );
        if (verdict.result.status !== MutantRunStatus.Survived) return verdict;
      }
      return firstFailure([]);
    });
    return result;
  }

  #load(path: string, load: number): Promise<Test[]> {
    return collect(path, () => this.#import(resolve(path), load));
  }
}

interface Verdict {
  readonly killer?: Test;
  readonly result: MutantRunResult;
}

/** Does something while a mutant is at work. One that runs in circles is stopped, and counts as one that never ends. */
async function withMutant(options: MutantRunOptions, act: () => Promise<Verdict>): Promise<Verdict> {
  const { activeMutant, hitLimit } = options;
  Object.assign(context, { activeMutant: activeMutant.id, hitCount: 0, hitLimit });
  try {
    const verdict = await act();
    const isEndless = hitLimit !== undefined && (context.hitCount ?? 0) > hitLimit;
    return isEndless ? { ...verdict, result: { status: MutantRunStatus.Timeout } } : verdict;
  } finally {
    Object.assign(context, { activeMutant: undefined, hitCount: undefined, hitLimit: undefined });
  }
}

async function firstFailure(tests: readonly Test[]): Promise<Verdict> {
  for (const test of tests) {
    const failure = await failureOf(test);
    if (failure !== undefined) return { killer: test, ...killed(test.id, failure) };
  }
  return { result: { status: MutantRunStatus.Survived, nrOfTests: tests.length } };
}

const killed = (by: string, failureMessage: string): Verdict => ({
  result: { status: MutantRunStatus.Killed, killedBy: [by], failureMessage, nrOfTests: 1 },
});

/** What a test says when it fails; undefined when it passes. */
async function failureOf(test: Test): Promise<string | undefined> {
  try {
    await test.run();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What Stryker looks for. */
export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'warm', WarmRunner)];
/** What Stryker allows among its options. */
export const strykerValidationSchema = { properties: { warm: { type: 'object' } } };
