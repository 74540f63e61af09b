import type { Manifest } from '../../api/manifest.ts';
import type { Remark } from '../../migration/convert/conversion.ts';
import { convertPolicies } from '../../migration/convert/convert.ts';
import { onCluster } from '../input/cluster.ts';
import { readObjectsAt } from '../input/objects.ts';
import type { ClusterOptions } from '../program/options.ts';
import { printedObjects, serialized } from '../terminal/output.ts';
import { UsageError, type Terminal } from '../terminal/terminal.ts';
import { readLiveMesh, REFUSED } from './live.ts';

/** Options of `meshwright migrate convert`. */
interface ConvertOptions extends ClusterOptions {
  readonly file?: readonly string[];
  readonly rootNamespace: string;
  readonly clusterDomain: string;
  readonly revision?: string;
  readonly output: string;
}

/**
 * Prints what policies and reports of mixer become, and on standard error what of them needs a look, and what the mesh
 * config has to say; changes nothing.
 * @returns 1 when something could not be converted
 * @throws UsageError when something may not be read: what is missing would be allowed
 */
export async function convertCommand(options: ConvertOptions, terminal: Terminal): Promise<number> {
  const { file, rootNamespace, clusterDomain, revision, output } = options;
  const objects =
    file === undefined ? await onCluster(options, terminal, wholeMesh) : await readObjectsAt(file, terminal);
  const how = { rootNamespace, clusterDomain, ...(revision !== undefined && { revision }) };
  const { objects: converted, meshConfig, remarks } = convertPolicies(objects, how);
  terminal.stdout.write(printedObjects(converted, output));
  const isLeftOut = ({ code }: Remark): boolean => code === 'not-converted';
  terminal.stderr.write(listed('not converted', remarks.filter(isLeftOut)));
  terminal.stderr.write(
    listed(
      'to know',
      remarks.filter((remark) => !isLeftOut(remark)),
    ),
  );
  if (Object.keys(meshConfig).length > 0)
    terminal.stderr.write(`for the mesh config of the target:\n${indented(serialized(meshConfig, 'yaml'))}`);
  return remarks.some(isLeftOut) ? 1 : 0;
}

const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ');

async function wholeMesh(client: Parameters<typeof readLiveMesh>[0]): Promise<readonly Manifest[]> {
  const { objects, unread } = await readLiveMesh(client);
  const refused = unread.filter(({ why, what }) => why === REFUSED && what !== 'Secret').map(({ what }) => what);
  if (refused.length === 0) return objects;
  throw new UsageError(`cannot convert without all policies and what they are for: ${refused.join(', ')}: ${REFUSED}`);
}

const listed = (title: string, remarks: readonly Remark[]): string =>
  remarks.length === 0
    ? ''
    : `${title}:\n${remarks.map(({ object, message }) => `  ${object}: ${message}\n`).join('')}`;
