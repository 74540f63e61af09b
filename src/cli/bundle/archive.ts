import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';

/** A file of an archive. */
export interface ArchivedFile {
  readonly path: string;
  readonly text: string;
}

/** The files as .tar.gz, sorted by path, each readable by everybody. `modifiedAt` in milliseconds since the epoch. */
export async function archive(files: readonly ArchivedFile[], modifiedAt: number): Promise<Buffer> {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const entries = sorted.map(({ path, text }) => {
    const body = Buffer.from(text, 'utf8');
    return { header: { name: path, size: body.length, mode: 0o644, mtime: new Date(modifiedAt) }, body };
  });
  return gzipSync(await packTar(entries));
}
