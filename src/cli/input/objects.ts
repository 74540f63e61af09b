import type { Manifest } from '../../api/manifest.ts';
import { itemsOf } from '../../api/files/list-items.ts';
import { yamlDocuments } from '../../api/files/yaml.ts';
import { filesIn, readInput, sourceOf } from './input.ts';
import { UsageError, type Terminal } from '../terminal/terminal.ts';

/**
 * The objects of a YAML or JSON file, also those in lists; `-` is standard input.
 * @throws UsageError when the file cannot be read, is empty or holds something else; YamlError
 */
export async function readObjects(path: string, terminal: Pick<Terminal, 'stdin'>): Promise<Manifest[]> {
  return objectsIn(await readInput(path, terminal), sourceOf(path));
}

/**
 * The same of several files and folders, of these every YAML and JSON file below them, in the order of their names. What
 * else is in a folder, such as package.json or a kustomization, is left out, and told on standard error.
 */
export async function readObjectsAt(
  paths: readonly string[],
  terminal: Pick<Terminal, 'stdin' | 'stderr'>,
): Promise<Manifest[]> {
  const files = (await Promise.all(paths.map(filesAt))).flat();
  const objects: Manifest[] = [];
  // One after the other: standard input can be read once, and what is refused first is always the same.
  for (const { path, isNamed } of files) {
    if (isNamed) objects.push(...(await readObjects(path, terminal)));
    else objects.push(...(await knownObjects(path, terminal)));
  }
  return objects;
}

interface InputFile {
  readonly path: string;
  /** By who asks, and not found in a folder. */
  readonly isNamed: boolean;
}

async function filesAt(path: string): Promise<InputFile[]> {
  const files = await filesIn(path, { named: /\.(ya?ml|json)$/, as: 'YAML or JSON file', recursive: true });
  return files?.map((file) => ({ path: file, isNamed: false })) ?? [{ path, isNamed: true }];
}

/** The objects of a file of a folder; what else it holds is told. @throws YamlError */
async function knownObjects(path: string, terminal: Pick<Terminal, 'stdin' | 'stderr'>): Promise<Manifest[]> {
  const documents = yamlDocuments(await readInput(path, terminal), sourceOf(path)).flatMap(itemsOf);
  const objects = documents.filter(isObject);
  if (objects.length < documents.length)
    terminal.stderr.write(`${sourceOf(path)}: left out what has no apiVersion, kind and metadata.name\n`);
  return objects;
}

function objectsIn(text: string, source: string): Manifest[] {
  const documents = yamlDocuments(text, source);
  // A list without items is an answer of kubectl; a command that failed in front of a pipe says nothing at all.
  if (documents.length === 0) throw new UsageError(`${source} is empty: no object was read`);
  return documents.flatMap(itemsOf).map((document) => {
    if (isObject(document)) return document;
    throw new UsageError(`${source}: expected objects of Kubernetes, each with apiVersion, kind and metadata.name`);
  });
}

function isObject(document: unknown): document is Manifest {
  const { apiVersion, kind, metadata } = (document ?? {}) as Partial<Manifest>;
  return typeof apiVersion === 'string' && typeof kind === 'string' && typeof metadata?.name === 'string';
}
