import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');

/** What a clone needs to run the operator from its sources. */
const PARTS = ['bin', 'charts', 'crds', 'src', 'package.json'];

/** An operator of an earlier release. */
export interface EarlierOperator {
  readonly version: string;
  /** Its program, in the place of `bin/meshwright.js`. */
  readonly program: string;
}

/**
 * Puts the operator of the last release before this one into a folder. Where no release is known, as in a shallow
 * clone, it is this one under the version 0.0.1: that shows what depends on the version, and no more.
 */
export async function earlierOperator(folder: string): Promise<EarlierOperator> {
  await mkdir(folder);
  const tag = await lastRelease();
  if (tag === undefined) await copyAs('0.0.1', folder);
  else await unpackAt(tag, folder);
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return { version: await versionIn(folder), program: join(folder, 'bin/meshwright.js') };
}

async function versionIn(folder: string): Promise<string> {
  return (JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
}

/** The newest tag of another version; undefined where there is none, or no repository. */
async function lastRelease(): Promise<string | undefined> {
  const own = `v${await versionIn(ROOT)}`;
  const list = ['tag', '--list', 'v[0-9]*', '--sort=-version:refname', '--merged', 'HEAD'];
  const { stdout } = await execute('git', list, { cwd: ROOT }).catch(() => ({ stdout: '' }));
  return stdout.split('\n').find((tag) => tag !== '' && tag !== own);
}

async function unpackAt(tag: string, folder: string): Promise<void> {
  const archive = join(folder, 'archive.tar');
  await execute('git', ['archive', `--output=${archive}`, tag], { cwd: ROOT });
  await execute('tar', ['-xf', archive, '-C', folder]);
}

async function copyAs(version: string, folder: string): Promise<void> {
  for (const part of PARTS) await cp(join(ROOT, part), join(folder, part), { recursive: true });
  const file = join(folder, 'package.json');
  const pack = JSON.parse(await readFile(file, 'utf8')) as object;
  await writeFile(file, JSON.stringify({ ...pack, version }));
}
