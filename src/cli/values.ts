import { dump, loadAll } from 'js-yaml';
import { specFromValues, type Unmapped } from '../../charts/index.ts';
import { API } from '../api/meshinstall.ts';
import { PROFILES, type MeshInstallSpec } from '../api/spec/index.ts';
import { readInput } from './input.ts';
import { UsageError, type Terminal } from './terminal.ts';

/** Options of `meshwright values`. */
export interface ValuesOptions {
  readonly file: string;
  readonly version: string;
  readonly name: string;
  readonly profile: string;
  readonly output: string;
}

const FORMATS: Readonly<Record<string, (install: object) => string>> = {
  json: (install) => `${JSON.stringify(install, null, 2)}\n`,
  yaml: (install) => dump(install, { noRefs: true, lineWidth: -1 }),
};

/**
 * Prints the MeshInstall that a Helm values file of the official charts asks for, and on standard error what of the
 * file it does not say. That is no failure: the exit code says only whether there is a MeshInstall.
 * @throws UsageError when the command is called wrongly or the file is not a values file
 */
export async function valuesCommand(options: ValuesOptions, terminal: Terminal): Promise<void> {
  const format = chosen('--output', options.output, FORMATS);
  const profile = profileOf(options.profile);
  const values = valuesIn(await readInput(options.file, terminal), options.file);
  const { spec, unmapped } = specFromValues(values, { version: options.version, profile });
  terminal.stdout.write(format(meshInstall(options.name, spec)));
  terminal.stderr.write(report(unmapped));
}

const meshInstall = (name: string, spec: MeshInstallSpec): object => ({
  apiVersion: API.apiVersion,
  kind: API.kind,
  metadata: { name },
  spec,
});

function report(unmapped: readonly Unmapped[]): string {
  if (unmapped.length === 0) return '';
  const lines = unmapped.map(({ key, value, message }) => `  ${key}: ${JSON.stringify(value)}: ${message}\n`);
  const count = unmapped.length === 1 ? '1 value is' : `${unmapped.length} values are`;
  return `${count} not in the MeshInstall:\n${lines.join('')}`;
}

function profileOf(name: string): NonNullable<MeshInstallSpec['profile']> {
  const profile = PROFILES.find((known) => known === name);
  if (profile === undefined) throw new UsageError(`--profile: "${name}": not a profile; choose ${PROFILES.join(', ')}`);
  return profile;
}

function chosen<T>(option: string, name: string, table: Readonly<Record<string, T>>): T {
  const found = table[name];
  if (found === undefined) {
    throw new UsageError(`${option}: "${name}": not a format; choose ${Object.keys(table).join(' or ')}`);
  }
  return found;
}

function valuesIn(text: string, source: string): Record<string, unknown> {
  const [values = {}, ...more] = parse(text, source).filter((document) => document !== null);
  if (typeof values !== 'object' || Array.isArray(values) || more.length > 0) {
    throw new UsageError(`${source} is not a values file: expected one map`);
  }
  return values as Record<string, unknown>;
}

function parse(text: string, source: string): unknown[] {
  try {
    return loadAll(text);
  } catch (error) {
    throw new UsageError(`${source} is not YAML: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
