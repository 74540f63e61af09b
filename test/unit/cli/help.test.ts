import { describe, expect, it } from '@jest/globals';
import { commandLine } from '../../support/command-line.ts';

const COMMANDS = ['render', 'plan', 'demo', 'values', 'run'];
const help = async (...args: string[]): Promise<string> => (await commandLine([...args, '--help'])).stdout;

describe('help', () => {
  it('is asked for without failing, and shown to who gives no command', async () => {
    expect((await commandLine(['--help'])).code).toBe(0);
    const { code, stdout, stderr } = await commandLine([]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^Usage: meshwright/);
  });

  it('lists every command', async () => {
    const text = await help();
    const listed = [...text.slice(text.indexOf('Commands:')).matchAll(/^ {2}(\w+)/gm)].map(([, name]) => name);
    expect(listed).toEqual([...COMMANDS, 'help']);
  });

  it.each([[[]], ...COMMANDS.map((command) => [[command]])])('fits into 80 columns: %j', async (args: string[]) => {
    const lines = (await help(...args)).split('\n');
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.filter((line) => line !== line.trimEnd())).toEqual([]);
  });

  it.each(COMMANDS)('says of every option of %s what it does', async (command) => {
    const text = await help(command);
    const options = text
      .slice(text.indexOf('Options:'))
      .split(/\n(?= {2}-)/)
      .slice(1);
    expect(options.length).toBeGreaterThan(1);
    for (const option of options) expect(option).toMatch(/^ {2}-\S.*? {2,}\S/);
  });
});
