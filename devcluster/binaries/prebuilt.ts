import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { moduleKey } from './cache.ts';
import type { BinaryName, GoModule } from './catalog.ts';
import { exists } from './exists.ts';
import { replaceLink } from './links.ts';
import type { Progress } from './progress.ts';

/** What a package that was released holds. */
export interface PrebuiltPackage {
  /** `moduleKey` of what it was built from. */
  readonly sources: string;
  /** SHA-256 of each file, in hexadecimal. */
  readonly files: Readonly<Record<string, string>>;
}

/** The packages that were released, by name. */
export type PrebuiltTable = Readonly<Record<string, PrebuiltPackage>>;

/** A platform, as Node names it. */
export interface Platform {
  readonly platform: string;
  readonly arch: string;
}

/** Where the table of released packages is; `npm run release:devcluster` writes it. */
export const PREBUILT_FILE = join(import.meta.dirname, 'prebuilt.json');

/** What is wanted, and where to look for it. */
export interface PrebuiltRequest {
  readonly module: GoModule;
  readonly names: readonly BinaryName[];
  /** Our cache folder. */
  readonly cache: string;
  readonly platform: Platform;
  readonly table: PrebuiltTable;
  /** Folder of an installed package; undefined when it is not installed. */
  readonly packageFolder: (name: string) => string | undefined;
  readonly progress: Progress;
}

/** The package that holds the programs of a module for a platform. */
export const packageName = ({ name }: Pick<GoModule, 'name'>, { platform, arch }: Platform): string =>
  `@meshwright/devcluster-${name}-${platform}-${arch}`;

/**
 * Paths of the programs in the package of this platform: those whose digest is that of the release. None when the
 * package is not installed, was never released, or was built from other sources than ours.
 */
export async function prebuilt(request: PrebuiltRequest): Promise<Partial<Record<BinaryName, string>>> {
  const { module, names, cache, table, packageFolder: folderOf } = request;
  const name = packageName(module, request.platform);
  const [released, folder] = [table[name], folderOf(name)];
  if (released === undefined || folder === undefined || released.sources !== (await moduleKey(module))) return {};
  const links = join(cache, 'binaries', `${module.name}-${released.sources}-released`);
  const found: Partial<Record<BinaryName, string>> = {};
  for (const program of module.programs) {
    const wanted = program.names.filter((one) => names.includes(one));
    const file = join(folder, basename(program.package));
    if (wanted.length === 0 || !(await isReleased(file, released, request.progress))) continue;
    await mkdir(links, { recursive: true });
    for (const one of wanted) {
      found[one] = join(links, one);
      await replaceLink(file, join(links, one));
    }
  }
  return found;
}

async function isReleased(path: string, { files }: PrebuiltPackage, progress: Progress): Promise<boolean> {
  if (!(await exists(path))) return false;
  if ((await sha256(path)) === files[basename(path)]) return true;
  progress.log(`${path} is not the file that was released; building it instead`);
  return false;
}

/** SHA-256 of a file, in hexadecimal. */
export async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** The table of released packages. */
export async function readPrebuilt(): Promise<PrebuiltTable> {
  return JSON.parse(await readFile(PREBUILT_FILE, 'utf8')) as PrebuiltTable;
}

/** Folder of a package that npm installed beside us; undefined when it did not. */
export function packageFolder(name: string): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}
