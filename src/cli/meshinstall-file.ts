import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { loadAll } from 'js-yaml';
import { InvalidSpecError } from '../api/errors.ts';
import { API } from '../api/meshinstall.ts';
import type { MeshInstallSpec } from '../api/spec/index.ts';
import { parseSpec } from '../api/validate.ts';
import { UsageError, type Terminal } from './terminal.ts';

/** A MeshInstall as a file holds it. */
export interface MeshInstallDocument {
  readonly name: string;
  readonly spec: MeshInstallSpec;
}

/**
 * The MeshInstalls of a YAML or JSON file; other kinds in it are an error, so that nothing is silently left out.
 * @throws UsageError when the file cannot be read or holds something else; InvalidSpecError when a spec is wrong
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

/** The MeshInstalls in a text; `source` names it in messages. */
export function parseMeshInstalls(content: string, source: string): MeshInstallDocument[] {
  const documents = parseDocuments(content, source).filter((document) => document !== null && document !== undefined);
  if (documents.length === 0) throw new UsageError(`${source} holds no MeshInstall`);
  return documents.map((document) => meshInstallOf(document, source));
}

function parseDocuments(content: string, source: string): unknown[] {
  try {
    return loadAll(content);
  } catch (error) {
    throw new UsageError(`${source} is not YAML: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

interface LooseDocument {
  apiVersion?: unknown;
  kind?: unknown;
  metadata?: { name?: unknown };
  spec?: unknown;
}

function meshInstallOf(document: unknown, source: string): MeshInstallDocument {
  const { apiVersion, kind, metadata, spec } = (typeof document === 'object' ? document : {}) as LooseDocument;
  if (apiVersion !== API.apiVersion || kind !== API.kind) {
    throw new UsageError(
      `${source}: expected ${API.apiVersion} ${API.kind}, found ${String(apiVersion)} ${String(kind)}`,
    );
  }
  const name = metadata?.name;
  if (typeof name !== 'string' || name === '') {
    throw new InvalidSpecError([{ field: 'metadata.name', value: name, message: 'is required.' }]);
  }
  return { name, spec: parseSpec(spec ?? {}) };
}
