import { readFile } from 'node:fs/promises';
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
