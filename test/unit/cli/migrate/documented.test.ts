import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { commandLine } from '../../../support/command-line.ts';

/** Each command of the pages, without what it prints into a file; their other commands need a current Istio. */
const COMMANDS = ['docs/migration.md', 'docs/way-on.md']
  .flatMap((page) => [...readFileSync(page, 'utf8').matchAll(/^ *npx meshwright (migrate .*)$/gm)])
  .map(([, line = '']) => line.replace(/ *[#>].*$/, ''));

/** The reader's folder is our example, and so is the reader's cluster. */
const withFiles = (command: string): string[] => [
  ...command.split(/ +/).map((word) => (word === 'manifests' ? 'examples/migrate' : word)),
  ...(command.includes(' -f ') ? [] : ['-f', 'examples/migrate']),
  ...(/^migrate (plan|values)/.test(command) ? ['-f', 'examples/demo.yaml'] : []),
];

describe('The commands of the pages about migration', () => {
  it('are there', () => {
    expect(COMMANDS.length).toBeGreaterThan(5);
  });

  it.each(COMMANDS)('work as they are written: %s', async (command) => {
    const { code, stdout, stderr } = await commandLine(withFiles(command));
    // Where something blocks, assess ends with 1.
    expect([code, stderr.includes('Usage') || stderr.includes('error:')]).toEqual([
      command.includes('assess') ? 1 : 0,
      false,
    ]);
    expect(stdout).not.toBe('');
  });
});
