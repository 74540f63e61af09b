import { describe, expect, it } from '@jest/globals';
import { COMMANDS } from '../../../src/cli/commands/index.ts';
import { examplesOf, runExample } from '../../support/examples.ts';

const EXAMPLES = examplesOf(COMMANDS, { cluster: false });

/** A process of its own on a busy machine, in milliseconds. */
const PROCESS_MS = 60_000;

describe('Examples in help and docs/cli.md that need no cluster', () => {
  it.each(EXAMPLES)(
    '$command',
    async (example) => {
      const { exit = 0 } = example;
      const { code, stdout, stderr } = await runExample(example);
      expect({ code, stderr: exit === 0 ? stderr : '' }).toEqual({ code: exit, stderr: '' });
      expect(stdout).not.toBe('');
    },
    PROCESS_MS,
  );
});
