import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Archived } from '../archive.ts';
import { Apt, contentsOf } from './debian.ts';
import { blobOf, layerOf, type Layer } from './layer.ts';
import { nodeFor } from './node.ts';
import { ARCHITECTURES, readPins, type Architecture, type Pins } from './pins.ts';

/** The user of the Dockerfile's base, so that either image runs under the same rights. */
const USER = 65532;

const ACCOUNTS: readonly Archived[] = [
  {
    path: 'etc/passwd',
    body: `root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:${USER}:${USER}:nonroot:/:/sbin/nologin\n`,
  },
  { path: 'etc/group', body: `root:x:0:\nnonroot:x:${USER}:\n` },
  { path: 'etc/nsswitch.conf', body: 'passwd: files\ngroup: files\nhosts: files dns\n' },
];

/** The layers below ours: libraries, then Node. They change with the pins only, so that nodes keep them. */
export type Base = Readonly<Record<Architecture, readonly Layer[]>>;

/** Who runs what is in the image. */
export const IMAGE_USER = `${USER}:${USER}`;

async function librariesFor(architecture: Architecture, { debian }: Pins, apt: Apt, folder: string) {
  const contents: Archived[] = [...ACCOUNTS];
  for (const pin of debian) {
    contents.push(...(await contentsOf(await apt.download(pin, architecture, folder), pin.name)));
  }
  return contents;
}

/** Downloads what is pinned and makes layers of it. */
async function build(pins: Pins): Promise<Base> {
  const libraries = await Apt.lend(async (apt, folder) => {
    const layers = ARCHITECTURES.map(async (architecture) => {
      return [architecture, await layerOf(await librariesFor(architecture, pins, apt, folder), 0)] as const;
    });
    return Object.fromEntries(await Promise.all(layers));
  });
  const layers = ARCHITECTURES.map(async (architecture) => {
    const node = await layerOf(await nodeFor(architecture, pins), 0);
    return [architecture, [libraries[architecture], node]] as const;
  });
  return Object.fromEntries(await Promise.all(layers)) as unknown as Base;
}

/** Digest of the pins and of everything that makes layers of them. */
async function keyOfBase(): Promise<string> {
  const hash = createHash('sha256').update(process.version);
  const sources = (await readdir(import.meta.dirname)).sort().map((name) => join(import.meta.dirname, name));
  for (const path of [...sources, resolve(import.meta.dirname, '../archive.ts')]) hash.update(await readFile(path));
  return hash.digest('hex').slice(0, 16);
}

/** The base of the image: from the folder of a cache, where it is built the first time. */
export async function baseIn(cache: string): Promise<Base> {
  const folder = join(cache, 'image-base', await keyOfBase());
  const kept = await readBase(folder).catch(() => undefined);
  if (kept !== undefined) return kept;
  const base = await build(await readPins());
  const unfinished = `${folder}-${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  await writeBase(unfinished, base);
  // Whoever was faster has made the same.
  await rename(unfinished, folder).catch(() => undefined);
  return base;
}

type Noted = Pick<Layer, 'mediaType' | 'digest' | 'diffId'>;

async function writeBase(folder: string, base: Base): Promise<void> {
  const layers = Object.values(base).flat();
  for (const { digest, bytes } of layers) await writeFile(join(folder, digest.slice('sha256:'.length)), bytes);
  const noted = ({ mediaType, digest, diffId }: Layer): Noted => ({ mediaType, digest, diffId });
  const index = Object.fromEntries(Object.entries(base).map(([key, of]) => [key, of.map(noted)]));
  await writeFile(join(folder, 'base.json'), JSON.stringify(index));
}

/** @throws Error when the folder is not there, or a file of it is damaged */
async function readBase(folder: string): Promise<Base> {
  const index = JSON.parse(await readFile(join(folder, 'base.json'), 'utf8')) as Record<Architecture, Noted[]>;
  const layers = async (noted: readonly Noted[]): Promise<Layer[]> =>
    Promise.all(
      noted.map(async ({ mediaType, digest, diffId }) => {
        const blob = blobOf(mediaType, await readFile(join(folder, digest.slice('sha256:'.length))));
        if (blob.digest !== digest) throw new Error(`${folder} is damaged`);
        return { ...blob, diffId };
      }),
    );
  return { amd64: await layers(index.amd64), arm64: await layers(index.arm64) };
}
