import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '../../api/manifest.ts';
import { yamlDocuments } from '../../api/files/yaml.ts';
import { readInput, sourceOf } from './input.ts';
import { UsageError, type Terminal } from '../terminal/terminal.ts';

/**
 * The objects of a YAML or JSON file, also those in lists; `-` is standard input.
 * @throws UsageError when the file cannot be read or holds something else; YamlError
 */
export async function readObjects(path: string, terminal: Pick<Terminal, 'stdin'>): Promise<Manifest[]> {
  return objectsIn(await readInput(path, terminal), sourceOf(path));
}

/** The same of several files and folders, of these every YAML and JSON file below them, in the order of their names. */
export async function readObjectsAt(paths: readonly string[], terminal: Pick<Terminal, 'stdin'>): Promise<Manifest[]> {
  const files = (await Promise.all(paths.map(filesAt))).flat();
  const objects: Manifest[] = [];
  // One after the other: standard input can be read once, and what is refused first is always the same.
  for (const file of files) objects.push(...(await readObjects(file, terminal)));
  return objects;
}

async function filesAt(path: string): Promise<string[]> {
  const names = path === '-' ? [] : await readdir(path, { recursive: true }).catch(() => []);
  const files = names.filter((name) => /\.(ya?ml|json)$/.test(name)).sort();
  return files.length === 0 ? [path] : files.map((name) => join(path, name));
}

function objectsIn(text: string, source: string): Manifest[] {
  return yamlDocuments(text, source).flatMap((document) => objectsOf(document, source));
}

function objectsOf(document: unknown, source: string): Manifest[] {
  const { items, ...object } = (typeof document === 'object' ? document : {}) as Partial<Manifest> & {
    items?: unknown;
  };
  if (Array.isArray(items)) return items.flatMap((item) => objectsOf(item, source));
  const { apiVersion, kind, metadata } = object;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof metadata?.name !== 'string') {
    throw new UsageError(`${source}: expected objects of Kubernetes, each with apiVersion, kind and metadata.name`);
  }
  return [object as Manifest];
}
