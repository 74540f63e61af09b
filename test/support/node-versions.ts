import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../../devcluster/binaries/cache.ts';
import { untar } from './oci-image.ts';

const execute = promisify(execFile);

/** A release of every line of Node that the command line supports. */
export const NODES = ['20.20.2', '22.23.3', '24.21.0'];

/** Folder with a program `node` of a version, from npm: fetched once on a machine. */
export async function nodeFolder(version: string): Promise<string> {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = join(cacheFolder(process.env), 'nodes', `${name}-${version}`);
  const bin = join(folder, 'package/bin');
  if (
    await access(join(bin, 'node')).then(
      () => true,
      () => false,
    )
  )
    return bin;
  await mkdir(join(folder, '..'), { recursive: true });
  const unfinished = await mkdtemp(`${folder}-`);
  await execute('npm', ['pack', `${name}@${version}`, '--silent', `--pack-destination=${unfinished}`]);
  await untar(join(unfinished, `${name}-${version}.tgz`), unfinished);
  // Whoever was faster has the same.
  await rename(unfinished, folder).catch(() => rm(unfinished, { recursive: true }));
  return bin;
}
