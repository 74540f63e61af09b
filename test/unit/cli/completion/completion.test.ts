import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMMANDS } from '../../../../src/cli/commands/index.ts';
import { completionsOf } from '../../../../src/cli/completion/candidates.ts';
import { commandLine } from '../../../support/command-line.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

/** How a shell is asked what it offers at the end of a command line. `script` is the file with its completion. */
const QUESTIONS: Readonly<Record<Shell, (script: string, line: string) => readonly string[]>> = {
  // Bash breaks words also at equals signs.
  bash: (script, line) => [
    '-c',
    `source ${script}; read -ra COMP_WORDS <<<"\${1//=/ = }"; [[ $1 == *[\\ =] ]] && COMP_WORDS+=('')
     COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _meshwright; printf '%s\\n' "\${COMPREPLY[@]}"`,
    'bash',
    line,
  ],
  zsh: (script, line) => ['-f', 'test/support/completion.zsh', script, line],
  fish: (script, line) => ['--no-config', '-c', `source ${script}; complete -C '${line}' | string split -f1 \\t`],
};

const isThere = (shell: Shell): boolean => spawnSync(shell, ['-c', 'true']).status === 0;
const script = async (shell: string): Promise<string> => (await commandLine(['completion', shell])).stdout;

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'meshwright-completion-'));
  for (const shell of SHELLS) writeFileSync(join(folder, shell), await script(shell));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function offered(shell: Shell, line: string, file = join(folder, shell)): string[] {
  const { stdout, stderr } = spawnSync(shell, QUESTIONS[shell](file, line), {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: 30_000,
  });
  expect(stderr).toBe('');
  // Zsh says the whole line.
  const words = stdout.trim().split(/\s+/);
  const given = shell === 'zsh' ? line.slice(0, line.lastIndexOf(' ')).split(' ').length : 0;
  return words.slice(given).sort();
}

const NAMES = COMMANDS.map(({ name }) => name);

describe.each(SHELLS.filter(isThere))('completion in %s', (shell) => {
  it('offers every command, and those that begin as written', () => {
    expect(offered(shell, 'meshwright ').filter((word) => word !== '--help')).toEqual([...NAMES].sort());
    expect(offered(shell, 'meshwright ren')).toEqual(['render']);
    expect(offered(shell, 'meshwright proxy boot')).toEqual(['bootstrap']);
  });

  it('offers the options of the command, whatever stands before', () => {
    expect(offered(shell, 'meshwright render -o json --ku')).toEqual(['--kube-version']);
    expect(offered(shell, 'meshwright values --')).toContain('--profile');
    expect(offered(shell, 'meshwright render -f status --wa')).not.toContain('--watch');
  });

  it('offers the words that an option or an argument may be', () => {
    expect(offered(shell, 'meshwright render -o ')).toEqual(['json', 'yaml']);
    expect(offered(shell, 'meshwright render --output j')).toEqual(['json']);
    const joined = offered(shell, 'meshwright render --output=j');
    expect(joined.map((word) => word.replace('--output=', ''))).toEqual(['json']);
    expect(offered(shell, 'meshwright completion ').filter((word) => word !== '--help')).toEqual([...SHELLS].sort());
  });

  it('offers the same from a file of fpath, where the shell has that', async () => {
    const functions = mkdtempSync(join(folder, 'functions-'));
    writeFileSync(join(functions, '_meshwright'), await script('zsh'));
    // Only zsh has such files.
    const file = shell === 'zsh' ? functions : join(folder, shell);
    expect(offered(shell, 'meshwright ren', file)).toEqual(['render']);
  });

  it('offers files where a file comes, or leaves it to the shell', () => {
    const files = shell === 'bash' ? [''] : ['examples/'];
    expect(offered(shell, 'meshwright render -f exampl')).toEqual(files);
  });
});

/** What a shell is tried with where it is; nothing of it may go unseen where it is not. */
const TRIED = SHELLS.map((shell) => (isThere(shell) ? shell : `${shell}, which is not here to be tried`));

describe.each(TRIED)('the script for %s', (tried) => {
  const [shell = ''] = tried.split(',');

  it('knows every command and option', async () => {
    const text = await script(shell);
    const flag = (word: string): string => (shell === 'fish' ? ` -l ${word.slice(2)}` : word);
    for (const { commands, options } of completionsOf(COMMANDS)) {
      for (const { word } of commands) expect(text).toContain(word);
      for (const { word } of options) expect(text).toContain(flag(word));
    }
  });

  it('quotes what it says, so that it stays one script', async () => {
    const quotes =
      (await script(shell))
        .replaceAll(/^\s*#.*$/gm, '')
        .replaceAll(/\\'/g, '')
        .match(/'/g) ?? [];
    expect(quotes.length % 2).toBe(0);
  });
});

describe('completion', () => {
  it('refuses a shell that it does not know', async () => {
    const { code, stdout, stderr } = await commandLine(['completion', 'tcsh']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe('error: shell: "tcsh": not possible; choose bash, zsh or fish\n');
  });
});
