import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { UsageError, type Terminal } from '../terminal/terminal.ts';

/** The usual reasons in words; the others as the system tells them. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'it is no folder',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
};

/** The text of a file, or of standard input for `-`. @throws UsageError when it cannot be read */
export async function readInput(path: string, { stdin }: Pick<Terminal, 'stdin'>): Promise<string> {
  try {
    return path === '-' ? await text(stdin) : await readFile(path, 'utf8');
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** Which files of a folder are read. */
export interface FilesWanted {
  readonly named: RegExp;
  /** What they are called in a message that none is there. */
  readonly as: string;
  /** Those in folders below it, too. */
  readonly recursive: boolean;
}

/**
 * The paths of a folder's files, in the order of their names; undefined where the path is none.
 * @throws UsageError when there is no such file in it, or it cannot be read
 */
export async function filesIn(path: string, { named, as, recursive }: FilesWanted): Promise<string[] | undefined> {
  const names = path === '-' ? undefined : await namesIn(path, recursive);
  if (names === undefined) return undefined;
  const files = names.filter((name) => named.test(name)).sort();
  if (files.length === 0) throw new UsageError(`cannot read ${path}: it is a folder without any ${as}`);
  return files.map((name) => join(path, name));
}

async function namesIn(path: string, recursive: boolean): Promise<string[] | undefined> {
  try {
    return await readdir(path, { recursive });
  } catch (error) {
    const { code, path: where = path } = error as NodeJS.ErrnoException;
    if (code === 'ENOTDIR' || code === 'ENOENT') return undefined;
    throw unreadable(where, error);
  }
}

/** Says why a file, or what is in a folder, cannot be read. */
export function unreadable(path: string, error: unknown): UsageError {
  const { code = '' } = error as NodeJS.ErrnoException;
  return new UsageError(`cannot read ${sourceOf(path)}: ${REASONS[code] ?? reasonOf(error)}`, { cause: error });
}

/** What a text is called in messages. */
export const sourceOf = (path: string): string => (path === '-' ? 'standard input' : path);

/** Without the part of the text that parsers show below: it may be anything, and is for terminals unfit. */
export const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
