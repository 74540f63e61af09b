import { completionsOf } from './candidates.ts';
import { bash } from './bash.ts';
import { fish } from './fish.ts';
import { zsh } from './zsh.ts';
import type { CommandDefinition } from '../program/definition.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Options of `meshwright completion`. */
export interface CompletionOptions {
  readonly shell: keyof typeof SCRIPTS;
}

const SCRIPTS = { bash, zsh, fish } as const;

/** Prints what teaches a shell to complete our command lines. */
export function completionCommand(
  { shell }: CompletionOptions,
  { stdout }: Terminal,
  commands: readonly CommandDefinition[],
): Promise<void> {
  stdout.write(SCRIPTS[shell](completionsOf(commands)));
  return Promise.resolve();
}
