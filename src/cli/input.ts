import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { UsageError, type Terminal } from './terminal.ts';

/** The text of a file, or of standard input for `-`. @throws UsageError when it cannot be read */
export async function readInput(path: string, { stdin }: Pick<Terminal, 'stdin'>): Promise<string> {
  try {
    return path === '-' ? await text(stdin) : await readFile(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`cannot read ${path}: ${reason}`, { cause: error });
  }
}
