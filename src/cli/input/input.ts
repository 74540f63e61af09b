import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { loadAll } from 'js-yaml';
import { UsageError, type Terminal } from '../terminal/terminal.ts';

/** The usual reasons in words; the others as the system tells them. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
};

/** The text of a file, or of standard input for `-`. @throws UsageError when it cannot be read */
export async function readInput(path: string, { stdin }: Pick<Terminal, 'stdin'>): Promise<string> {
  try {
    return path === '-' ? await text(stdin) : await readFile(path, 'utf8');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new UsageError(`cannot read ${path}: ${REASONS[code] ?? reasonOf(error)}`, { cause: error });
  }
}

/** The documents of a YAML or JSON text, without empty ones. @throws UsageError when it is something else */
export function documentsIn(content: string, source: string): unknown[] {
  try {
    return loadAll(content).filter((document) => document !== null && document !== undefined);
  } catch (error) {
    throw new UsageError(`${source} is not YAML: ${reasonOf(error)}`, { cause: error });
  }
}

/** Without the part of the text that parsers show below: it may be anything, and is for terminals unfit. */
export const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
