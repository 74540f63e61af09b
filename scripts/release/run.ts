import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ReleaseError } from './errors.ts';

const execute = promisify(execFile);
const MOST_OUTPUT = 2 ** 29;

/** How a program is run. */
export interface RunOptions {
  readonly cwd?: string;
  /** What to do when the program is missing or fails. */
  readonly remedy?: string;
}

/**
 * What a program prints, byte for byte.
 * @throws ReleaseError with what it printed to standard error when it fails
 */
export async function runRaw(file: string, args: readonly string[], options: RunOptions = {}): Promise<Buffer> {
  const { cwd, remedy } = options;
  try {
    const { stdout } = await execute(file, args, { cwd, encoding: 'buffer', maxBuffer: MOST_OUTPUT });
    return stdout;
  } catch (cause) {
    const said = String((cause as { stderr?: Buffer }).stderr ?? '').trim() || (cause as Error).message;
    const advice = remedy === undefined ? '' : `; ${remedy}`;
    throw new ReleaseError(`${file} ${args.join(' ')} failed: ${said}${advice}`, { cause });
  }
}

/** The same as text. */
export async function run(file: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  return (await runRaw(file, args, options)).toString('utf8');
}

/** The npm that runs us, else that of PATH. */
export function npm(args: readonly string[], options: RunOptions = {}): Promise<string> {
  const path = process.env['npm_execpath'];
  return path === undefined ? run('npm', args, options) : run(process.execPath, [path, ...args], options);
}
