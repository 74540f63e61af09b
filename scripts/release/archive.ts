import { gzipSync } from 'node:zlib';
import { packTar, type TarEntry } from 'modern-tar';

/** A file of an archive. */
export interface ArchivedFile {
  /** Without a slash at its beginning. */
  readonly path: string;
  readonly body: Uint8Array | string;
  readonly executable?: boolean;
}

/** A link to a path, as the program that follows it reads it. */
export interface ArchivedLink {
  readonly path: string;
  readonly target: string;
}

/** A file or a link. */
export type Archived = ArchivedFile | ArchivedLink;

/** Operating system in the header of gzip; zlib would write the one that it runs on. */
const OS_BYTE = 9;
const UNIX = 3;

/**
 * A tar archive that depends on nothing but its arguments: sorted by path, owned by root, all of one time (in seconds
 * since 1970), folders before what is in them.
 */
export async function tarOf(files: readonly Archived[], epoch: number): Promise<Buffer> {
  const folders = new Set(files.flatMap(({ path }) => foldersOf(path)));
  const headers = { mtime: new Date(epoch * 1000), uid: 0, gid: 0, uname: '', gname: '' };
  const entries: TarEntry[] = [
    ...[...folders].map((path) => ({ header: { name: `${path}/`, type: 'directory', mode: 0o755, size: 0 } }) as const),
    ...files.map(entryOf),
  ];
  // Code units, so that no language of the machine decides the order.
  entries.sort((a, b) => (a.header.name < b.header.name ? -1 : 1));
  return Buffer.from(await packTar(entries.map(({ header, body }) => ({ header: { ...header, ...headers }, body }))));
}

const foldersOf = (path: string): string[] => {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
};

function entryOf(file: Archived): TarEntry {
  if ('target' in file) {
    return { header: { name: file.path, type: 'symlink', linkname: file.target, mode: 0o777, size: 0 } };
  }
  const body = Buffer.from(file.body);
  return { header: { name: file.path, mode: file.executable === true ? 0o755 : 0o644, size: body.length }, body };
}

/** The same bytes for the same bytes, on every platform. */
export function gzip(bytes: Uint8Array): Buffer {
  const zipped = gzipSync(bytes, { level: 6 });
  zipped[OS_BYTE] = UNIX;
  return zipped;
}

/** A .tar.gz, as `tarOf`. */
export const tgzOf = async (files: readonly Archived[], epoch: number): Promise<Buffer> =>
  gzip(await tarOf(files, epoch));

/** The files with a folder before their paths. */
export const under = (folder: string, files: readonly ArchivedFile[]): ArchivedFile[] =>
  files.map((file) => ({ ...file, path: `${folder}/${file.path}` }));
