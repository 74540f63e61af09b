import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { unpackTar } from 'modern-tar';
import type { Archived } from '../archive.ts';
import { ReleaseError } from '../errors.ts';
import { npm } from '../run.ts';
import { NODE_PACKAGES, type Architecture, type Pins } from './pins.ts';

/** Where the image has Node, as the Dockerfile's base has it: the charts start the bridge by this path. */
const PLACES: Readonly<Record<string, string>> = {
  'package/bin/node': 'nodejs/bin/node',
  'package/LICENSE': 'usr/share/doc/nodejs/LICENSE',
};

/** Node for an architecture, from npm. @throws ReleaseError when it is not the one that is pinned */
export async function nodeFor(architecture: Architecture, { node }: Pins): Promise<Archived[]> {
  const folder = await mkdtemp(join(tmpdir(), 'meshwright-node-'));
  try {
    const what = `${NODE_PACKAGES[architecture]}@${node.version}`;
    await npm(['pack', what, '--silent', `--pack-destination=${folder}`]);
    const bytes = await readFile(join(folder, `${what.replace('@', '-')}.tgz`));
    const found = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
    if (found !== node.integrity[architecture]) {
      throw new ReleaseError(`${what} is ${found}, and ${node.integrity[architecture]} is pinned`);
    }
    const filter = ({ name }: { name: string }): boolean => name in PLACES;
    return (await unpackTar(gunzipSync(bytes), { filter })).map(({ header, data }) => ({
      path: PLACES[header.name] ?? header.name,
      body: data ?? '',
      executable: header.name.endsWith('/node'),
    }));
  } finally {
    await rm(folder, { recursive: true });
  }
}
