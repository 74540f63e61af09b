import { readFile, writeFile } from 'node:fs/promises';
import { Apt } from './release/image/debian.ts';
import {
  ARCHITECTURES,
  DEBIAN_PACKAGES,
  NODE_PACKAGES,
  PINS_FILE,
  type Architecture,
  type Pins,
} from './release/image/pins.ts';
import { ReleaseError } from './release/errors.ts';
import { npm } from './release/run.ts';

type ByArchitecture = Record<Architecture, string>;

async function byArchitecture(of: (architecture: Architecture) => Promise<string>): Promise<ByArchitecture> {
  const entries = ARCHITECTURES.map(async (architecture) => [architecture, await of(architecture)] as const);
  return Object.fromEntries(await Promise.all(entries)) as ByArchitecture;
}

/** The newest versions of everything in the image that is not ours; of Node, the version that package.json names. */
async function newestPins(): Promise<Pins> {
  const { devDependencies } = JSON.parse(await readFile('package.json', 'utf8')) as {
    devDependencies: { node: string };
  };
  const version = devDependencies.node;
  const integrity = await byArchitecture(async (architecture) =>
    (await npm(['view', `${NODE_PACKAGES[architecture]}@${version}`, 'dist.integrity'])).trim(),
  );
  const debian = await Apt.lend(async (apt) =>
    Promise.all(
      DEBIAN_PACKAGES.map(async (name) => {
        const versions = await byArchitecture(async (architecture) => (await apt.newest(name, architecture)).version);
        if (versions.amd64 !== versions.arm64) {
          throw new ReleaseError(`${name} is ${versions.amd64} on amd64 and ${versions.arm64} on arm64; wait for both`);
        }
        const sha256 = await byArchitecture(async (architecture) => (await apt.newest(name, architecture)).sha256);
        return { name, version: versions.amd64, sha256 };
      }),
    ),
  );
  return { node: { version, integrity }, debian };
}

await writeFile(PINS_FILE, `${JSON.stringify(await newestPins(), null, 2)}\n`);
