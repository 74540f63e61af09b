import { InputError, InvalidSpecError } from '../errors.ts';
import { API } from '../meshinstall.ts';
import type { MeshInstallSpec } from '../spec/index.ts';
import { parseSpec } from '../validation/index.ts';
import { itemsOf } from './list-items.ts';
import { yamlDocuments } from './yaml.ts';

/** A MeshInstall as a file holds it. */
export interface MeshInstallDocument {
  readonly name: string;
  readonly spec: MeshInstallSpec;
}

/** A file does not hold what it should; the message is all that its author needs. */
class MeshInstallFileError extends InputError {
  override readonly name = 'MeshInstallFileError';
}

/**
 * The MeshInstalls in a YAML or JSON text, also those in lists; other kinds in it are an error, so that nothing is silently left out.
 * `source` names the text in messages.
 * @throws YamlError, MeshInstallFileError when the text is something else; InvalidSpecError when a spec is wrong
 */
export function parseMeshInstalls(content: string, source: string): MeshInstallDocument[] {
  const documents = yamlDocuments(content, source).flatMap(itemsOf);
  if (documents.length === 0) throw new MeshInstallFileError(`${source} holds no ${API.kind}`);
  return documents.map((document) => meshInstallOf(document, source));
}

interface LooseDocument {
  apiVersion?: unknown;
  kind?: unknown;
  metadata?: { name?: unknown };
  spec?: unknown;
}

function meshInstallOf(document: unknown, source: string): MeshInstallDocument {
  const { apiVersion, kind, metadata, spec } = (document ?? {}) as LooseDocument;
  if (apiVersion !== API.apiVersion || kind !== API.kind) {
    const found = [apiVersion, kind].filter((word) => typeof word === 'string').join(' ');
    throw new MeshInstallFileError(
      `${source} holds ${found === '' ? 'no object' : found} where ${API.apiVersion} ${API.kind} belongs`,
    );
  }
  return { name: nameOf(metadata?.name), spec: parseSpec(spec ?? {}) };
}

/** Names are also values of a label and, when manifests are written to files, names of folders. */
const NAME = /^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$/;

function nameOf(value: unknown): string {
  if (typeof value === 'string' && NAME.test(value)) return value;
  const message =
    value === undefined ? 'is required.' : 'not possible; use lower case letters, digits, - and ., 63 at most.';
  throw new InvalidSpecError([{ field: 'metadata.name', value, message }]);
}
