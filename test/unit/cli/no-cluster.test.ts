import { describe, expect, it } from '@jest/globals';
import { COMMANDS } from '../../../src/cli/commands/index.ts';
import { commandLine } from '../../support/command-line.ts';

/** What has to be said besides differs from command to command: those that need it have tests of their own. */
const asking = COMMANDS.filter(
  ({ options = [] }) =>
    options.some(({ flags }) => flags.startsWith('--kubeconfig')) && options.every(({ required }) => required !== true),
);

describe('a command that asks a cluster', () => {
  it.each(asking)('says by $name that it cannot find one', async ({ name, arguments: names = [] }) => {
    const words = names.some(({ usage }) => usage.includes('name')) ? [name, 'mesh'] : [name];
    const { code, stdout, stderr } = await commandLine([...words, '--kubeconfig', '/not/there']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error: cannot read kubeconfig \/not\/there/);
  });

  it.each([
    [['diff'], /^error: say what to compare/],
    [['diff', 'mesh', '-f', 'examples/demo.yaml'], /^error: say what to compare/],
    [['diff', '-f', '/not/there'], /^error: cannot read \/not\/there/],
    [['status', '-w', '-o', 'json'], /^error: --watch: not possible with --output json/],
  ])('refuses %j before it asks', async (args, message) => {
    const { code, stdout, stderr } = await commandLine([...args, '--kubeconfig', '/not/there']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });
});
