import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { cacheFolder } from '../../devcluster/binaries/cache.ts';
import { artifactsOf } from './artifacts.ts';
import { commitOf } from './commit.ts';
import { ReleaseError } from './errors.ts';
import type { Declared } from './manifests.ts';
import { imageOfRepository, parseOptions } from './options.ts';
import { releasedVersion, snapshotVersion } from './version.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** Writes everything that a release needs to a folder, and publishes nothing. */
async function main(args: readonly string[]): Promise<void> {
  const { output, snapshot, image, repository } = parseOptions(args);
  const declared = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as Declared;
  const commit = await commitOf(ROOT, process.env);
  const changelog = await readFile(join(ROOT, 'CHANGELOG.md'), 'utf8');
  const sources = { changelog, declared: declared.version, ...commit };
  const version = snapshot ? snapshotVersion(sources) : releasedVersion(sources);
  const release = { ...commit, root: ROOT, version, repository, image: imageOfRepository(repository) };
  const artifacts = await artifactsOf(release, declared, image ? cacheFolder(process.env) : undefined);
  await rm(output, { recursive: true, force: true });
  await mkdir(output, { recursive: true });
  for (const { name, bytes } of artifacts) await writeFile(join(output, name), bytes);
  for (const { name, bytes } of artifacts) console.log(`${String(bytes.length).padStart(11)}  ${join(output, name)}`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof ReleaseError)) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}
