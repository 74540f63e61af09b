import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unpackTar } from 'modern-tar';
import type { Archived } from '../archive.ts';
import { ReleaseError } from '../errors.ts';
import { run, runRaw } from '../run.ts';
import { ARCHITECTURES, type Architecture, type DebianPin } from './pins.ts';

const REMEDY =
  'the image is built from packages of Debian 12, which apt-get of a Debian 12 fetches; elsewhere use the Dockerfile ' +
  'and --without-image';

/** An apt of our own, which knows both architectures and leaves that of the machine alone. */
export class Apt {
  readonly #options: readonly string[];

  private constructor(folder: string) {
    this.#options = [
      ['Dir::State', folder],
      ['Dir::State::status', '/dev/null'],
      ['Dir::Cache', folder],
      ['APT::Sandbox::User', ''],
      ...ARCHITECTURES.map((architecture) => ['APT::Architectures::', architecture]),
    ].flatMap(([key = '', value = '']) => ['-o', `${key}=${value}`]);
  }

  /** Lends an apt that has the newest lists of the sources of this machine. */
  static async lend<T>(use: (apt: Apt, folder: string) => Promise<T>): Promise<T> {
    const folder = await mkdtemp(join(tmpdir(), 'meshwright-apt-'));
    try {
      for (const part of ['lists/partial', 'archives/partial']) await mkdir(join(folder, part), { recursive: true });
      const apt = new Apt(folder);
      // A source that does not answer need not be the one that is asked; what is missed then is said there.
      await run('apt-get', ['-qq', ...apt.#options, 'update']).catch(() => undefined);
      return await use(apt, folder);
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  /** The newest version of a package, with its digest, as the signed lists say. */
  async newest(name: string, architecture: Architecture): Promise<{ version: string; sha256: string }> {
    const text = await run('apt-cache', [...this.#options, '--no-all-versions', 'show', `${name}:${architecture}`]);
    const field = (key: string): string => new RegExp(`^${key}: (.*)$`, 'm').exec(text)?.[1] ?? '';
    return { version: field('Version'), sha256: field('SHA256') };
  }

  /** @returns the path of a package; @throws ReleaseError when it is not the one that is pinned */
  async download(pin: DebianPin, architecture: Architecture, folder: string): Promise<string> {
    const { name, version, sha256 } = pin;
    const cwd = await mkdtemp(join(folder, 'deb-'));
    const what = `${name}:${architecture}=${version}`;
    await run('apt-get', ['-qq', ...this.#options, 'download', what], { cwd, remedy: REMEDY });
    const [file = ''] = await readdir(cwd);
    const path = join(cwd, file);
    const found = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
    if (found !== sha256[architecture]) {
      throw new ReleaseError(`${what} has the SHA-256 ${found}, and ${sha256[architecture]} is pinned`);
    }
    return path;
  }
}

/** Libraries in the folders where they are looked for, what scanners and lawyers read; no modules, no tools. */
const KEPT = [
  /^lib(64)?\/([^/]+\/)?[^/]+\.so[^/]*$/,
  /^usr\/lib\/[^/]+\/[^/]+\.so[^/]*$/,
  /^usr\/share\/doc\/[^/]+(\/copyright)?$/,
  /^usr\/lib\/os-release$/,
  /^etc\/(os-release|debian_version)$/,
];

/** What an image keeps of a package, and the note of it that scanners of vulnerabilities look for. */
export async function contentsOf(path: string, name: string): Promise<Archived[]> {
  const entries = await unpackTar(await runRaw('dpkg-deb', ['--fsys-tarfile', path], { remedy: REMEDY }));
  const kept = entries.flatMap(({ header, data }): Archived[] => {
    const file = header.name.replace(/^\.\//, '');
    if (!KEPT.some((pattern) => pattern.test(file))) return [];
    if (header.type === 'symlink') return [{ path: file, target: header.linkname ?? '' }];
    if (header.type !== 'file' || data === undefined) return [];
    return [{ path: file, body: data, executable: ((header.mode ?? 0) & 0o111) !== 0 }];
  });
  return [...kept, { path: `var/lib/dpkg/status.d/${name}`, body: await runRaw('dpkg-deb', ['--field', path]) }];
}
