import { gzipSync } from 'node:zlib';

/** A file of an archive. */
export interface ArchivedFile {
  /** At most 255 characters, with a slash among the last 100 where it is longer than those. */
  readonly path: string;
  readonly text: string;
}

const BLOCK = 512;

/**
 * The files as .tar.gz, sorted by path. `modifiedAt` in milliseconds since the epoch.
 * @throws RangeError for a path that the format cannot hold
 */
export function archive(files: readonly ArchivedFile[], modifiedAt: number): Buffer {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const blocks = sorted.flatMap(({ path, text }) => {
    const content = Buffer.from(text, 'utf8');
    const padding = Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK);
    return [header(path, content.length, modifiedAt), content, padding];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]));
}

/** One header of the format ustar (POSIX.1-1988): fixed places, numbers in octal. */
function header(path: string, size: number, modifiedAt: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  const [prefix, name] = split(path);
  const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, '0')}\0`;
  block.write(name, 0);
  block.write(octal(0o644, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(Math.floor(modifiedAt / 1000), 12), 136);
  block.write(' '.repeat(8), 148);
  block.write('0', 156);
  block.write('ustar\x0000', 257);
  block.write(prefix, 345);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

const LONGEST_NAME = 100;
const LONGEST_PREFIX = 155;

/** Long paths are split at a slash into two fields. */
function split(path: string): [prefix: string, name: string] {
  if (Buffer.byteLength(path) <= LONGEST_NAME) return ['', path];
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
    if (Buffer.byteLength(prefix) <= LONGEST_PREFIX && Buffer.byteLength(name) <= LONGEST_NAME) return [prefix, name];
  }
  throw new RangeError(`too long for an archive: ${path}`);
}
