import { LEGACY_MIXER_KINDS } from '../../charts/index.ts';
import type { Manifest } from '../api/manifest.ts';
import { convertMixer, type Conversion, type Remark } from '../core/mixer/convert.ts';
import { KindNotServedError } from '../kube/errors.ts';
import type { KubeClient } from '../kube/operations.ts';
import { onCluster } from './input/cluster.ts';
import { readObjects } from './input/objects.ts';
import type { ClusterOptions } from './program/options.ts';
import { printedObjects } from './terminal/output.ts';
import type { Terminal } from './terminal/terminal.ts';

/** Options of `meshwright convert-mixer`. */
export interface ConvertMixerOptions extends ClusterOptions {
  readonly file?: string;
  readonly output: string;
}

/**
 * Prints mixer's configuration in the form of 1.2, and on standard error what of it needs a look.
 * @throws UsageError when the file holds something else than objects
 */
export async function convertMixerCommand(options: ConvertMixerOptions, terminal: Terminal): Promise<void> {
  const { file, output } = options;
  const objects =
    file === undefined ? await onCluster(options, terminal, everyMixerObject) : await readObjects(file, terminal);
  const conversion = convertMixer(objects, LEGACY_MIXER_KINDS);
  terminal.stdout.write(printedObjects(conversion.objects, output));
  terminal.stderr.write(report(conversion));
}

const MIXER_API = 'config.istio.io/v1alpha2';

/** What may be converted and what may refer to it, of all namespaces. */
async function everyMixerObject(client: KubeClient): Promise<Manifest[]> {
  const kinds = [...LEGACY_MIXER_KINDS.map(({ kind }) => kind), 'rule', 'handler', 'instance'];
  const lists = await Promise.all(kinds.map((kind) => listOf(client, kind)));
  return lists.flat();
}

async function listOf(client: KubeClient, kind: string): Promise<Manifest[]> {
  try {
    return (await client.list({ apiVersion: MIXER_API, kind })).items;
  } catch (error) {
    if (error instanceof KindNotServedError) return [];
    throw error;
  }
}

function report({ obsolete, unconverted, notes }: Conversion): string {
  return [
    listed('needs your attention', unconverted),
    listed('to know', notes),
    obsolete.length === 0
      ? ''
      : `${obsolete.length} of kinds that 1.2 does not read: delete them when the mesh runs it\n`,
  ].join('');
}

const listed = (title: string, remarks: readonly Remark[]): string =>
  remarks.length === 0
    ? ''
    : `${title}:\n${remarks.map(({ object, message }) => `  ${object}: ${message}\n`).join('')}`;
