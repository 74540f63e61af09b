import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../../devcluster/binaries/cache.ts';
import { findGo } from '../../devcluster/binaries/go.ts';
import { OUTER_ENV } from './release.ts';

const TOOLS = resolve(import.meta.dirname, '../tools');

/** What a program ended with. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a tool that a module in `test/tools/` pins, built if need be. */
export async function goTool(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  try {
    return { code: 0, ...(await go(name, ['tool', name, ...args], env)) };
  } catch (error) {
    return error as Ended;
  }
}

/**
 * Path of the program of a package that a module in `test/tools/` pins, built into the cache if need be.
 * @throws Error with what the compiler printed
 */
export async function goProgram(module: string, packageName = '.'): Promise<string> {
  const folder = join(cacheFolder(process.env), 'tools', module);
  await mkdir(folder, { recursive: true });
  const program = join(folder, packageName === '.' ? module : basename(packageName));
  await go(module, ['build', '-ldflags', '-s -w', '-o', program, packageName]);
  return program;
}

/** Folder with the sources of a Go module, downloaded if need be. `module` is `path@version`. */
export async function goSources(module: string): Promise<string> {
  const { stdout } = await go('.', ['mod', 'download', '-json', module]);
  return (JSON.parse(stdout) as { Dir: string }).Dir;
}

/** Runs a command of Go in the folder of a module. */
async function go(module: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const found = await findGo(process.env, cacheFolder(process.env), { log: () => undefined });
  const settings = { GOTOOLCHAIN: 'local', GOWORK: 'off', GOFLAGS: '-mod=readonly', CGO_ENABLED: '0' };
  const options = { cwd: resolve(TOOLS, module), env: { ...OUTER_ENV, ...settings, ...env }, maxBuffer: 2 ** 26 };
  return promisify(execFile)(await found.command(), args, options);
}
