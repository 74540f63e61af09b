import { createInterface } from 'node:readline/promises';
import { visibleText } from '../../api/visible.ts';
import { unguarded } from './guarded.ts';
import { UsageError, type Terminal } from './terminal.ts';

/**
 * Asks for a yes on a terminal.
 * @returns false for any other answer
 * @throws UsageError where nobody can answer; `instead` says which option to use there
 */
export async function confirm(question: string, instead: string, { stdin, stdout }: Terminal): Promise<boolean> {
  if (stdin.isTTY !== true || stdout.isTTY !== true) throw new UsageError(`nobody to ask here; ${instead}`);
  const questions = createInterface({ input: stdin, output: unguarded(stdout) });
  try {
    return /^y(es)?$/i.test((await questions.question(`${visibleText(question)} [y/N] `)).trim());
  } finally {
    questions.close();
  }
}
