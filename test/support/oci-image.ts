import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** How the program of an image is started. */
export interface ImageConfig {
  readonly User: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[];
  readonly WorkingDir: string;
}

/** An image that lies in a folder as a container would see it. */
export interface Unpacked {
  readonly root: string;
  readonly config: ImageConfig;
}

interface Descriptor {
  readonly digest: string;
  readonly size: number;
  readonly platform?: { readonly architecture: string };
}

/** Everything that an OCI layout holds, reached from its index; every digest and size is looked at on the way. */
export class OciLayout {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Unpacks an archive into a folder that is made. */
  static async open(archive: string, folder: string): Promise<OciLayout> {
    await untar(archive, folder);
    return new OciLayout(folder);
  }

  /** The one image of the layout, by its digest. */
  async digest(): Promise<string> {
    const index = JSON.parse(await readFile(join(this.#folder, 'index.json'), 'utf8')) as { manifests: [Descriptor] };
    return index.manifests[0].digest;
  }

  /** Unpacks the image for an architecture into a folder that is made. */
  async unpack(architecture: string, root: string): Promise<Unpacked> {
    const { manifests } = await this.#json<{ manifests: Descriptor[] }>(await this.digest());
    const chosen = manifests.find(({ platform }) => platform?.architecture === architecture)!;
    const manifest = await this.#json<{ config: Descriptor; layers: Descriptor[] }>(chosen.digest);
    for (const layer of manifest.layers) {
      if ((await this.#blob(layer.digest)).length !== layer.size) throw new Error(`${layer.digest} has another size`);
      await untar(this.#path(layer.digest), root);
    }
    const { config } = await this.#json<{ config: ImageConfig }>(manifest.config.digest);
    return { root, config };
  }

  async #blob(digest: string): Promise<Buffer> {
    const bytes = await readFile(this.#path(digest));
    const found = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    if (found !== digest) throw new Error(`${digest} is ${found}`);
    return bytes;
  }

  async #json<T>(digest: string): Promise<T> {
    return JSON.parse((await this.#blob(digest)).toString('utf8')) as T;
  }

  readonly #path = (digest: string): string => join(this.#folder, 'blobs', digest.replace(':', '/'));
}

/** Unpacks a tar archive, zipped or not, into a folder that is made if need be. */
export async function untar(archive: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await execute('tar', ['--extract', '--file', archive, '--directory', folder]);
}

/** A command line that runs what an image runs, with no file but its own, under its user where we may choose one. */
export function insideOf({ root, config }: Unpacked, args: readonly string[]): readonly string[] {
  const isRoot = process.getuid?.() === 0;
  const chroot = isRoot ? ['chroot', `--userspec=${config.User}`] : ['unshare', '--map-root-user', 'chroot'];
  return [...chroot, root, ...config.Entrypoint, ...args];
}

/** Its environment: what the image sets, and nothing of ours. */
export const environmentOf = ({ config }: Unpacked): Record<string, string> =>
  Object.fromEntries(config.Env.map((line) => line.split('=', 2) as [string, string]));
