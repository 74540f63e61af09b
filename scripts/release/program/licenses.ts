import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A package of npm that is part of a bundle. */
export interface BundledPackage {
  /** Of its folder, relative to the repository. */
  readonly path: string;
  readonly name: string;
  readonly version: string;
}

const LICENSE_FILE = /^(licen[sc]e|copying|notice)([.-].*)?$/i;

/** The packages that files of a bundle come from, by name and version. */
export async function packagesOf(root: string, inputs: readonly string[]): Promise<BundledPackage[]> {
  const folders = new Set(inputs.flatMap((input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []));
  const packages = await Promise.all(
    [...folders].map(async (path) => {
      const { name, version } = JSON.parse(await readFile(join(root, path, 'package.json'), 'utf8')) as BundledPackage;
      return { path, name, version };
    }),
  );
  return packages.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
}

const idOf = ({ name, version }: BundledPackage): string => `${name}@${version}`;

/** The texts of their licenses, which have to go wherever their code goes. */
export async function licensesOf(root: string, packages: readonly BundledPackage[]): Promise<string> {
  const texts = packages.map(async (each) => {
    const names = (await readdir(join(root, each.path))).filter((name) => LICENSE_FILE.test(name)).sort();
    const files = await Promise.all(names.map((name) => readFile(join(root, each.path, name), 'utf8')));
    const { license } = JSON.parse(await readFile(join(root, each.path, 'package.json'), 'utf8')) as Licensed;
    return [`== ${idOf(each)}, ${license ?? 'see below'}`, ...files.map((text) => text.trim())].join('\n\n');
  });
  return `${(await Promise.all(texts)).join('\n\n')}\n`;
}

interface Licensed {
  readonly license?: string;
}
