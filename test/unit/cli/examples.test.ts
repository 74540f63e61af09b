import { describe, expect, it } from '@jest/globals';
import { COMMANDS } from '../../../src/cli/commands/index.ts';
import { examplesOf, runExample } from '../../support/examples.ts';

const EXAMPLES = examplesOf(COMMANDS, { cluster: false });

describe('Examples in help and docs/cli.md that need no cluster', () => {
  it.each(EXAMPLES)('$command', async ({ command, exit = 0 }) => {
    const { code, stdout, stderr } = await runExample(command);
    expect({ code, stderr: exit === 0 ? stderr : '' }).toEqual({ code: exit, stderr: '' });
    expect(stdout).not.toBe('');
  });
});
