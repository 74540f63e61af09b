import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { parseMeshInstalls, type MeshInstallDocument } from '../api/meshinstall-file.ts';
import { UsageError, type Terminal } from './terminal.ts';

/**
 * The MeshInstalls of a YAML or JSON file; `-` is standard input.
 * @throws UsageError when the file cannot be read; MeshInstallFileError when it holds something else; InvalidSpecError
 * when a spec is wrong
 */
export async function readMeshInstalls(
  path: string,
  { stdin }: Pick<Terminal, 'stdin'>,
): Promise<MeshInstallDocument[]> {
  return parseMeshInstalls(await read(path, stdin), path);
}

async function read(path: string, stdin: NodeJS.ReadableStream): Promise<string> {
  try {
    return path === '-' ? await text(stdin) : await readFile(path, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
