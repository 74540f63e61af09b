import { specFromValues, type Unmapped } from '../../charts/index.ts';
import { API } from '../api/meshinstall.ts';
import { PROFILES, type MeshInstallSpec } from '../api/spec/index.ts';
import { chosen } from './program/definition.ts';
import { documentsIn, readInput } from './input/input.ts';
import { serialized } from './terminal/output.ts';
import { UsageError, type Terminal } from './terminal/terminal.ts';

/** Options of `meshwright values`. */
export interface ValuesOptions {
  readonly file: string;
  readonly version: string;
  readonly name: string;
  readonly profile: string;
  readonly output: string;
}

/**
 * Prints the MeshInstall that a Helm values file of the official charts asks for, and on standard error what of the
 * file it does not say. That is no failure: the exit code says only whether there is a MeshInstall.
 * @throws UsageError when the command is called wrongly or the file is not a values file
 */
export async function valuesCommand(options: ValuesOptions, terminal: Terminal): Promise<void> {
  const profile = chosen('--profile', options.profile, PROFILES);
  const values = valuesIn(await readInput(options.file, terminal), options.file);
  const { spec, unmapped } = specFromValues(values, { version: options.version, profile });
  terminal.stdout.write(serialized(meshInstall(options.name, spec), options.output));
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

function valuesIn(text: string, source: string): Record<string, unknown> {
  const [values = {}, ...more] = documentsIn(text, source);
  if (typeof values !== 'object' || Array.isArray(values) || more.length > 0) {
    throw new UsageError(`${source} is not a values file: expected one map`);
  }
  return values as Record<string, unknown>;
}
