import { describe, expect, it } from '@jest/globals';
import { commandLine } from '../../../support/command-line.ts';
import { scriptsOf } from '../../../support/documents.ts';

/** Each command of the page, without what it prints into a file. */
const COMMANDS = scriptsOf('docs/migration.md')
  .flatMap((script) => script.split('\n'))
  .map((line) => line.replace(/ *[#>].*$/, '').replace(/^npx meshwright /, ''))
  .filter((line) => line !== '');

/** The reader's folder is our example, and so is the reader's cluster. */
const withFiles = (command: string): string[] => [
  ...command.split(/ +/).map((word) => (word === 'manifests' ? 'examples/migrate' : word)),
  ...(command.includes(' -f ') ? [] : ['-f', 'examples/migrate']),
];

describe('The commands of docs/migration.md', () => {
  it('are there', () => {
    expect(COMMANDS.length).toBeGreaterThan(3);
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
