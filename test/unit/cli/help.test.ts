import { describe, expect, it } from '@jest/globals';
import { COMMANDS } from '../../../src/cli/commands/index.ts';
import type { CommandDefinition } from '../../../src/cli/program/definition.ts';
import { commandLine } from '../../support/command-line.ts';

/** Every command, also those within groups, as words. */
const linesOf = (definitions: readonly CommandDefinition[], before: readonly string[] = []): string[][] =>
  definitions.flatMap(({ name, commands = [] }) => [[...before, name], ...linesOf(commands, [...before, name])]);

const LINES = linesOf(COMMANDS);
const help = async (...args: string[]): Promise<string> => (await commandLine([...args, '--help'])).stdout;

describe('help', () => {
  it('is asked for without failing, and shown to who gives no command', async () => {
    expect((await commandLine(['--help'])).code).toBe(0);
    const { code, stdout, stderr } = await commandLine([]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^Usage: meshwright/);
  });

  it('names the program as it was called: kubectl finds plug-ins by their names', async () => {
    const { stdout } = await commandLine(['render', '--help'], '', '/usr/local/bin/kubectl-meshwright');
    expect(stdout).toMatch(/^Usage: kubectl meshwright render /);
  });

  it('lists every command', async () => {
    const text = await help();
    const listed = [...text.slice(text.indexOf('Commands:')).matchAll(/^ {2}([\w-]+)/gm)].map(([, name]) => name);
    expect(listed).toEqual([...COMMANDS.map(({ name }) => name), 'help']);
  });

  it.each([[[]], ...LINES.map((words) => [words])])('fits into 80 columns: %j', async (args: string[]) => {
    const lines = (await help(...args)).split('\n');
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.filter((line) => line !== line.trimEnd())).toEqual([]);
  });

  it.each(LINES.map((words) => [words]))('says of every option of %j what it does', async (words: string[]) => {
    const text = await help(...words);
    const options = text
      .slice(text.indexOf('Options:'))
      .split('\n\n')[0]!
      .split(/\n(?= {2}-)/)
      .slice(1);
    expect(options.length).toBeGreaterThan(0);
    for (const option of options) expect(option).toMatch(/^ {2}-\S.*? {2,}\S/);
  });
});
