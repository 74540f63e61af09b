import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { GoModule } from './catalog.ts';
import { buildFlags } from './compiler.ts';

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
  /** Texts of the files of the module, in the order of their names. */
  readonly sources: readonly string[];
  readonly goVersion: string;
  readonly flags: readonly string[];
}

/** Digest of the inputs: equal inputs give equal programs, so a program is built once per key. */
export function cacheKey({ sources, goVersion, flags }: BuildInputs): string {
  const hash = createHash('sha256');
  for (const part of [String(sources.length), ...sources, goVersion, ...flags]) {
    // The length keeps ("ab", "c") and ("a", "bc") apart.
    hash.update(`${part.length}\n`).update(part);
  }
  return hash.digest('hex').slice(0, 16);
}

/** Folder that holds a module's programs as this Go builds them; it may not exist yet. */
export async function binariesFolder(cache: string, module: GoModule, goVersion: string): Promise<string> {
  return join(cache, 'binaries', `${module.name}-${await moduleKey(module, goVersion)}`);
}

/** Digest of all that a module's programs are built from; without a version of Go, of what is ours of it. */
export async function moduleKey(module: GoModule, goVersion = ''): Promise<string> {
  const folder = join(modulesFolder, module.name);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const sources = await Promise.all(files.sort().map((file) => readFile(file, 'utf8')));
  return cacheKey({ sources, goVersion, flags: [...buildFlags(module), module.ldflags] });
}
