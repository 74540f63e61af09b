import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { loadAll } from 'js-yaml';
import type { Manifest } from '../../src/api/manifest.ts';

const execute = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../..');
const { NODE_OPTIONS: _, ...ENV } = process.env as Record<string, string>;

/** How long a release may take to build, in milliseconds: the first on a machine fetches the base of the image. */
export const BUILD_MS = 240_000;

/** Without these there is no image; they are on every Debian. */
export const canBuildImage = ['apt-get', 'dpkg-deb'].every((name) => spawnSync(name, ['--version']).status === 0);

/** The environment that jest was started in, without what it added for itself. */
export const OUTER_ENV: Readonly<Record<string, string>> = ENV;

/** Where a release lies, and room for what is tried with it. */
export class ReleaseFolder {
  /** Folder with the files of the release. */
  readonly path: string;
  readonly #scratch: string;

  private constructor(scratch: string) {
    this.#scratch = scratch;
    this.path = join(scratch, 'release');
  }

  /** Builds a release into a folder that is there. */
  static async build(scratch: string): Promise<ReleaseFolder> {
    const folder = new ReleaseFolder(scratch);
    await buildRelease(folder.path);
    return folder;
  }

  /** The path of the only file whose name begins so. @throws Error when there is none, or more */
  async file(prefix: string): Promise<string> {
    const [name, ...others] = (await readdir(this.path)).filter((file) => file.startsWith(prefix));
    if (name === undefined || others.length > 0) throw new Error(`${prefix}: ${[name, ...others].join(', ')}`);
    return join(this.path, name);
  }

  /** The text of that file. */
  async text(prefix: string): Promise<string> {
    return readFile(await this.file(prefix), 'utf8');
  }

  /** A folder that nobody has been in. */
  emptyFolder(): Promise<string> {
    return mkdtemp(join(this.#scratch, 'empty-'));
  }

  /**
   * What a program prints in an empty folder, with no environment but this.
   * @throws Error when it fails, or says something on standard error
   */
  async printed(file: string, args: readonly string[], env: Record<string, string>, stdin = ''): Promise<string> {
    const running = execute(file, args, { cwd: await this.emptyFolder(), env, maxBuffer: 1e8 });
    running.child.stdin?.end(stdin);
    const { stdout, stderr } = await running;
    if (stderr !== '') throw new Error(stderr);
    return stdout;
  }

  /** What the sources render of the example, which is what every form of the program should. */
  async renderedFromSources(): Promise<string> {
    const args = [join(ROOT, 'src/main.ts'), 'render', '-f', '-'];
    return this.printed(process.execPath, args, ENV, await example());
  }
}

/** Builds a snapshot, as `npm run release` does. */
export async function buildRelease(output: string, env: Readonly<Record<string, string>> = {}): Promise<void> {
  const args = ['scripts/release/index.ts', '--snapshot', '--output', output];
  await execute(process.execPath, [...args, ...(canBuildImage ? [] : ['--without-image'])], {
    cwd: ROOT,
    env: { ...ENV, ...env },
  });
}

/** A MeshInstall to render. */
export const example = (): Promise<string> => readFile(join(ROOT, 'examples/demo.yaml'), 'utf8');

interface Deployment extends Manifest {
  readonly spec: { readonly template: { readonly spec: { readonly containers: { readonly image: string }[] } } };
}

/** The image that the Deployment of a file has. */
export function imageIn(yaml: string): string | undefined {
  const objects = (loadAll(yaml) as (Manifest | null)[]).filter((object) => object !== null);
  const deployment = objects.find(({ kind }) => kind === 'Deployment') as Deployment | undefined;
  return deployment?.spec.template.spec.containers[0]?.image;
}
