import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { CommandDefinition, Example } from '../../src/cli/program/definition.ts';
import type { Outcome } from './command-line.ts';

const ROOT = join(import.meta.dirname, '../..');
// As users start it: from the bundle where it is as young as its sources, in a third of the processor time.
const PROGRAM = `meshwright() { "${process.execPath}" "${ROOT}/bin/meshwright.js" "$@"; }
npx() { shift; meshwright "$@"; }
set -eo pipefail
`;

const asksCluster = ({ options = [] }: CommandDefinition): boolean =>
  options.some(({ flags }) => flags.startsWith('--kubeconfig'));

/** Examples of all commands, those that ask a cluster or the others. */
export function examplesOf(commands: readonly CommandDefinition[], { cluster }: { cluster: boolean }): Example[] {
  return commands.flatMap((command) => [
    ...(asksCluster(command) === cluster ? (command.examples ?? []) : []),
    ...examplesOf(command.commands ?? [], { cluster }),
  ]);
}

/**
 * Runs an example as a shell would, from the root of the project or another folder; one that is endless until it has
 * said something. Of several lines the first that fails is the last.
 */
export async function runExample(
  { command, endless }: Pick<Example, 'command' | 'endless'>,
  env: NodeJS.ProcessEnv = {},
  cwd = ROOT,
): Promise<Outcome> {
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const shell = spawn('bash', ['-c', PROGRAM + command], {
    cwd,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own: an interrupt reaches shell and program, as that of a terminal would.
    detached: true,
  });
  if (endless === true) shell.stdout.once('data', () => process.kill(-Number(shell.pid), 'SIGINT'));
  const ended = new Promise<number>((resolve) => shell.once('close', (code) => resolve(code ?? 1)));
  const [stdout, stderr, code] = await Promise.all([text(shell.stdout), text(shell.stderr), ended]);
  return { code, stdout, stderr };
}
