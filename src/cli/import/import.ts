import { importMesh, settingsOf, type Document, type ImportedMesh, type Unmapped } from '../../../charts/index.ts';
import { API } from '../../api/meshinstall.ts';
import { PROFILES, type MeshInstallSpec } from '../../api/spec/index.ts';
import { chosen } from '../program/definition.ts';
import { readInput, sourceOf } from '../input/input.ts';
import { maskedValue } from '../../core/drift/masking.ts';
import { serialized } from '../terminal/output.ts';
import { UsageError, type Terminal } from '../terminal/terminal.ts';
import { helmDocuments } from './helm-yaml.ts';

/** Options of `meshwright import`. */
export interface ImportOptions {
  readonly file: readonly string[];
  readonly set?: readonly string[];
  readonly setString?: readonly string[];
  readonly version?: string;
  readonly name: string;
  readonly profile?: string;
  readonly output: string;
}

/**
 * Prints the MeshInstall that files of other installers ask for, and on standard error what of them it does not say.
 * That is no failure: the exit code says only whether there is a MeshInstall.
 * @throws UsageError when the command is called wrongly; ImportError when the files describe no mesh
 */
export async function importCommand(options: ImportOptions, terminal: Terminal): Promise<void> {
  const { version } = options;
  const profile = options.profile === undefined ? undefined : chosen('--profile', options.profile, PROFILES);
  const source = {
    documents: (await Promise.all(options.file.map((file) => documentsOf(file, terminal)))).flat(),
    settings: [
      ...(options.set ?? []).flatMap((text) => settingsOf(text)),
      ...(options.setString ?? []).flatMap((text) => settingsOf(text, true)),
    ],
  };
  const wanted = { ...(version !== undefined && { version }), ...(profile !== undefined && { profile }) };
  const imported = importMesh(source, wanted, onlyDocumentIn);
  terminal.stdout.write(serialized(meshInstall(options.name, imported.spec), options.output));
  terminal.stderr.write(report(imported));
}

const documentsOf = async (file: string, terminal: Terminal): Promise<Document[]> =>
  helmDocuments(await readInput(file, terminal), sourceOf(file)).map((content) => ({
    source: sourceOf(file),
    content,
  }));

/** Text inside of a document is a values file. */
function onlyDocumentIn(text: string, place: string): unknown {
  const [values, ...more] = helmDocuments(text, place);
  if (more.length > 0) throw new UsageError(`${place} is not a values file: expected one map`);
  return values;
}

const meshInstall = (name: string, spec: MeshInstallSpec): object => ({
  apiVersion: API.apiVersion,
  kind: API.kind,
  metadata: { name },
  spec,
});

const report = ({ remarks, unmapped }: ImportedMesh): string =>
  remarks.map((remark) => `note: ${remark}\n`).join('') + listed(unmapped);

function listed(unmapped: readonly Unmapped[]): string {
  if (unmapped.length === 0) return '';
  const lines = unmapped.map(({ key, value, message }) => {
    const visible = JSON.stringify(maskedValue(key.split('.').at(-1) ?? '', value));
    return `  ${key}: ${visible}: ${message}\n`;
  });
  const count = unmapped.length === 1 ? '1 value is' : `${unmapped.length} values are`;
  return `${count} not in the MeshInstall:\n${lines.join('')}`;
}
