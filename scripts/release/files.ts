import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { ArchivedFile } from './archive.ts';
import { ReleaseError } from './errors.ts';

/** Every file in a folder, by its path in there. */
export async function filesIn(folder: string): Promise<ArchivedFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return Promise.all(
    paths.sort().map(async (path) => ({
      path: relative(folder, path).split(sep).join('/'),
      body: await readFile(path),
    })),
  );
}

/**
 * The text with something else wherever it says what it says.
 * @throws ReleaseError where it does not say that at all: whatever wrote the text has changed
 */
export function replaceEvery(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new ReleaseError(`expected, and not found: ${JSON.stringify(from)}`);
  return text.replaceAll(from, () => to);
}
