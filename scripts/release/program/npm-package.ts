import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tgzOf, under } from '../archive.ts';
import { BRIDGE, STARTER, type Program } from './program.ts';
import type { Release } from '../release.ts';

/** What package.json of the repository says that is true of the package, too. */
const SHARED = ['name', 'description', 'license', 'engines'] as const;

/**
 * package.json of the published package: nothing has to be installed with it, and no script runs. Written anew and not
 * copied, because in the repository `private` keeps anybody from publishing a clone.
 */
async function packageJson({ root, version, repository }: Release): Promise<string> {
  const ours = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
  const described = {
    ...Object.fromEntries(SHARED.map((key) => [key, ours[key]])),
    version,
    repository: { type: 'git', url: `git+${repository}.git` },
    bin: { meshwright: STARTER, [STARTER]: STARTER },
  };
  return `${JSON.stringify(described, null, 2)}\n`;
}

/** The package for npm: one program, its licenses, and the CRD that it asks for. */
export async function npmPackage(release: Release, program: Program): Promise<Buffer> {
  const ours = async (path: string) => ({ path, body: await readFile(join(release.root, path)) });
  const files = [
    { path: 'package.json', body: await packageJson(release) },
    await ours('README.md'),
    await ours('crds/meshinstalls.yaml'),
    ...program.legal,
    program.starter,
    ...program.bundle.filter(({ path }) => path !== BRIDGE),
  ];
  return tgzOf(under('package', files), release.epoch);
}
