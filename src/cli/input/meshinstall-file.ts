import { parseMeshInstalls, type MeshInstallDocument } from '../../api/files/meshinstall-file.ts';
import { readInput } from './input.ts';
import { UsageError, type Terminal } from '../terminal/terminal.ts';

/**
 * The MeshInstalls of a YAML or JSON file; `-` is standard input.
 * @throws UsageError when the file cannot be read; MeshInstallFileError when it holds something else; InvalidSpecError
 * when a spec is wrong
 */
export async function readMeshInstalls(
  path: string,
  terminal: Pick<Terminal, 'stdin'>,
): Promise<MeshInstallDocument[]> {
  return parseMeshInstalls(await readInput(path, terminal), path);
}

/** The one MeshInstall of a file. @throws UsageError when there are more, and whatever readMeshInstalls throws */
export async function onlyMeshInstall(path: string, terminal: Pick<Terminal, 'stdin'>): Promise<MeshInstallDocument> {
  const [first, ...others] = await readMeshInstalls(path, terminal);
  if (first === undefined || others.length > 0) throw new UsageError(`${path} holds more than one MeshInstall`);
  return first;
}
