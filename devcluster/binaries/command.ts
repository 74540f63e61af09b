import { spawn } from 'node:child_process';
import { CommandError } from '../errors.ts';
import type { Environment } from './cache.ts';

/** How a command is run. */
export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Environment;
  /** Called with every complete line of standard error. */
  readonly onErrorLine?: (line: string) => void;
}

/** What a command left behind. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command to its end and returns what it printed, whatever its exit code (128 if a signal ended it).
 * @throws CommandError if it cannot be started.
 */
export function execute(file: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: options.cwd, env: options.env, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output.stderr += text;
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) options.onErrorLine?.(line);
    });
    child.on('error', (cause) => reject(new CommandError(`cannot run ${file}: ${cause.message}`, { cause })));
    child.on('close', (code) => resolve({ code: code ?? 128, ...output }));
  });
}

/**
 * Runs a command that must succeed and returns its standard output.
 * @throws CommandError with the end of what it printed.
 */
export async function run(file: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const result = await execute(file, args, options);
  if (result.code === 0) return result.stdout;
  const tail = lastLines(result.stderr.trim() === '' ? result.stdout : result.stderr, 15);
  throw new CommandError(`${file} ${args.slice(0, 2).join(' ')} ended with code ${result.code}:\n${tail}`);
}

/** The last lines of a text. */
export function lastLines(text: string, count: number): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
