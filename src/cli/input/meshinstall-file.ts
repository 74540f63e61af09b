import { ipDoubts } from '../../../charts/index.ts';
import { parseMeshInstalls, type MeshInstallDocument } from '../../api/files/meshinstall-file.ts';
import { describeProblem } from '../../api/errors.ts';
import type { MeshInstallSpec } from '../../api/spec/index.ts';
import { doubtsOf } from '../../api/validation/doubts.ts';
import { filesIn, readInput, sourceOf } from './input.ts';
import { UsageError, type Terminal } from '../terminal/terminal.ts';

/**
 * The MeshInstalls of a YAML or JSON file; `-` is standard input. Warns of what is possible and probably a slip.
 * @throws UsageError when the file cannot be read; MeshInstallFileError when it holds something else; InvalidSpecError
 * when a spec is wrong
 */
export async function readMeshInstalls(
  path: string,
  terminal: Pick<Terminal, 'stdin' | 'stderr'>,
): Promise<MeshInstallDocument[]> {
  const documents = parseMeshInstalls(await readInput(path, terminal), sourceOf(path));
  for (const { spec } of documents) warnOfDoubts(spec, terminal);
  return documents;
}

/** Says on standard error what a spec asks for that is possible and probably not what is meant. */
export function warnOfDoubts(spec: MeshInstallSpec, { stderr }: Pick<Terminal, 'stderr'>): void {
  for (const problem of [...doubtsOf(spec), ...ipDoubts(spec)]) stderr.write(`warning: ${describeProblem(problem)}\n`);
}

/** The one MeshInstall of a file. @throws UsageError when there are more, and whatever readMeshInstalls throws */
export async function onlyMeshInstall(
  path: string,
  terminal: Pick<Terminal, 'stdin' | 'stderr'>,
): Promise<MeshInstallDocument> {
  const [first, ...others] = await readMeshInstalls(path, terminal);
  if (first === undefined || others.length > 0)
    throw new UsageError(`${sourceOf(path)} holds more than one MeshInstall`);
  return first;
}

/**
 * The MeshInstalls of a file, or of every YAML file of a folder, in the order of their names.
 * @throws whatever readMeshInstalls throws
 */
export async function readMeshInstallsAt(
  path: string,
  terminal: Pick<Terminal, 'stdin' | 'stderr'>,
): Promise<MeshInstallDocument[]> {
  const files = (await filesIn(path, { named: /\.ya?ml$/, as: 'YAML file', recursive: false })) ?? [path];
  return (await Promise.all(files.map((file) => readMeshInstalls(file, terminal)))).flat();
}
