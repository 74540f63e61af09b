import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { COMMANDS } from '../../../src/cli/commands/index.ts';
import { completionsOf } from '../../../src/cli/completion/candidates.ts';
import { commandLine } from '../../support/command-line.ts';

const script = async (shell: string): Promise<string> => (await commandLine(['completion', shell])).stdout;

/** What bash offers for the last word of a command line. */
async function offered(...words: string[]): Promise<string[]> {
  const ask = `${await script('bash')}
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _meshwright; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', ask, 'bash', 'meshwright', ...words], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

describe('completion in bash', () => {
  it('offers every command, and those that begin as written', async () => {
    expect(await offered('')).toEqual([...COMMANDS.map(({ name }) => name), '--help']);
    expect(await offered('ren')).toEqual(['render']);
  });

  it('offers the options of the command, whatever stands before', async () => {
    expect(await offered('render', '-o', 'json', '--ku')).toEqual(['--kube-version']);
    expect(await offered('values', '--')).toContain('--profile');
  });

  it('offers the words that an option or an argument may be', async () => {
    expect(await offered('render', '-o', '')).toEqual(['yaml', 'json']);
    expect(await offered('render', '--output', 'j')).toEqual(['json']);
    expect(await offered('completion', '')).toEqual(['bash', 'zsh', 'fish', '--help']);
  });

  it('leaves it to bash where a file comes', async () => {
    expect(await offered('render', '-f', '')).toEqual([]);
  });
});

describe.each(['zsh', 'fish'])('completion in %s', (shell) => {
  it('knows every command and option', async () => {
    const text = await script(shell);
    const flag = (word: string): string => (shell === 'fish' ? ` -l ${word.slice(2)}` : `'${word}:`);
    for (const { commands, options } of completionsOf(COMMANDS)) {
      for (const { word } of commands) expect(text).toContain(word);
      for (const { word } of options) expect(text).toContain(flag(word));
    }
  });

  it('quotes what it says, so that the script stays one', async () => {
    const words = (await script(shell)).replaceAll(/\\'/g, '').match(/'/g) ?? [];
    expect(words.length % 2).toBe(0);
  });
});

describe('completion', () => {
  it('refuses a shell that it does not know', async () => {
    const { code, stdout, stderr } = await commandLine(['completion', 'tcsh']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe('error: shell: "tcsh": not possible; choose bash, zsh or fish\n');
  });
});
