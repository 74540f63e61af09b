import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { GoModule } from './catalog.ts';

/** Environment variables, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Folder of our go.mod files. */
export const modulesFolder = join(import.meta.dirname, '..', 'modules');

/** Folder for everything that survives a run: `$XDG_CACHE_HOME/meshwright`, or `~/.cache/meshwright`. */
export function cacheFolder(env: Environment, home: string = homedir()): string {
  const base = env['XDG_CACHE_HOME'];
  return join(base !== undefined && base !== '' ? base : join(home, '.cache'), 'meshwright');
}

/** Everything that decides what a build produces. */
export interface BuildInputs {
  readonly goMod: string;
  readonly goSum: string;
  readonly goVersion: string;
  readonly ldflags: string;
}

/** Digest of the inputs: equal inputs give equal programs, so a program is built once per key. */
export function cacheKey(inputs: BuildInputs): string {
  const hash = createHash('sha256');
  for (const part of [inputs.goMod, inputs.goSum, inputs.goVersion, inputs.ldflags]) {
    // The length keeps ("ab", "c") and ("a", "bc") apart.
    hash.update(`${part.length}\n`).update(part);
  }
  return hash.digest('hex').slice(0, 16);
}

/** Folder that holds a module's programs as this Go builds them; it may not exist yet. */
export async function binariesFolder(cache: string, module: GoModule, goVersion: string): Promise<string> {
  const read = (file: string) => readFile(join(modulesFolder, module.name, file), 'utf8');
  const [goMod, goSum] = await Promise.all([read('go.mod'), read('go.sum')]);
  const key = cacheKey({ goMod, goSum, goVersion, ldflags: module.ldflags });
  return join(cache, 'binaries', `${module.name}-${key}`);
}
