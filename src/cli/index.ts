import { CommanderError } from 'commander';
import { InputError } from '../api/errors.ts';
import { COMMANDS } from './commands/index.ts';
import type { CommandDefinition } from './program/definition.ts';
import { habitOf } from './program/habits.ts';
import { program, type Chosen } from './program/program.ts';
import { guarded } from './terminal/guarded.ts';
import { UsageError, type Terminal } from './terminal/terminal.ts';

/**
 * Runs one command line.
 * @returns the exit code
 */
export async function runCli(argv: readonly string[], { stdout, stderr, ...others }: Terminal): Promise<number> {
  const terminal: Terminal = { ...others, stdout: guarded(stdout), stderr: guarded(stderr) };
  let code = 0;
  const runCommand: Chosen = async (definition, options) => {
    try {
      const handler = await definition.load?.();
      code = (await handler?.(options as never, terminal, COMMANDS)) ?? 0;
    } catch (error) {
      code = await codeOfFailure(error, definition, terminal);
    }
  };
  try {
    const [, , word] = argv;
    const habit = COMMANDS.some(({ name, alias }) => word === name || word === alias) ? undefined : habitOf(word);
    if (habit !== undefined) throw new UsageError(`there is no command ${word}: ${habit}`);
    await program(COMMANDS, argv, terminal, runCommand).parseAsync(argv);
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return codeOfFailure(error, {}, terminal);
  }
}

async function codeOfFailure(
  error: unknown,
  { failureCode = 1 }: Pick<CommandDefinition, 'failureCode'>,
  { stderr }: Terminal,
): Promise<number> {
  const message = error instanceof Error ? error.message : String(error);
  const { hintFor } = await import('./terminal/hints.ts');
  stderr.write(`error: ${message.replaceAll('; spec', '\n       spec')}${hintFor(error)}\n`);
  return error instanceof InputError ? 2 : failureCode;
}
