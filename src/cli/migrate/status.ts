import { kindOf } from '../../migration/kinds.ts';
import {
  isAsLabelled,
  migrationStatus,
  type MigrationStatus,
  type Whereabouts,
} from '../../migration/status/status.ts';
import { onCluster } from '../input/cluster.ts';
import { readObjectsAt } from '../input/objects.ts';
import type { ClusterOptions } from '../program/options.ts';
import { serialized } from '../terminal/output.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { table } from '../view/tables/table.ts';
import { readWhereabouts } from './whereabouts.ts';

/** Options of `meshwright migrate status`. */
interface StatusOptions extends ClusterOptions {
  readonly file?: readonly string[];
  readonly namespace?: string;
  readonly output: string;
}

/**
 * Prints which namespaces and gateways are where on the way; changes nothing.
 * @returns 1 when pods are not where the labels of their namespace say, or labels contradict
 * @throws UsageError, ApiError
 */
export async function statusCommand(options: StatusOptions, terminal: Terminal): Promise<number> {
  const { file, namespace, output } = options;
  const whereabouts =
    file === undefined
      ? await onCluster(options, terminal, (client) => readWhereabouts(client, namespace))
      : await fromFiles(file, terminal);
  const status = within(migrationStatus(whereabouts), namespace);
  const { stdout } = terminal;
  stdout.write(output === 'table' ? statusText(status, stdout.columns) : serialized(status, output));
  return isAsLabelled(status) ? 0 : 1;
}

async function fromFiles(file: readonly string[], terminal: Terminal): Promise<Whereabouts> {
  const objects = await readObjectsAt(file, terminal);
  return { objects, knowsInjectors: objects.some((object) => kindOf(object).startsWith('MutatingWebhook')) };
}

function within(status: MigrationStatus, namespace: string | undefined): MigrationStatus {
  if (namespace === undefined) return status;
  return {
    namespaces: status.namespaces.filter((each) => each.namespace === namespace),
    gateways: status.gateways.filter(({ gateway }) => gateway.split(' ')[1]?.startsWith(`${namespace}/`) === true),
  };
}

function statusText({ namespaces, gateways }: MigrationStatus, width?: number): string {
  if (namespaces.length === 0 && gateways.length === 0)
    return 'No namespace has sidecars, or a label for an injector.\n';
  const rows = namespaces.map(({ namespace, label, sidecars, toRestart }) => [
    namespace,
    label ?? '-',
    listed(Object.entries(sidecars).map(([side, count]) => `${count} ${side}`)),
    listed(toRestart),
  ]);
  const gates = gateways.map(({ gateway, side, releases, pods }) => [gateway, side, listed(releases), String(pods)]);
  const contradictions = namespaces.flatMap(({ namespace, contradiction }) =>
    contradiction === undefined ? [] : [[namespace, contradiction]],
  );
  return [
    table(['NAMESPACE', 'LABEL', 'SIDECARS', 'TO RESTART'], rows, width),
    gates.length === 0 ? '' : table(['GATEWAY', 'SIDE', 'ISTIO', 'PODS'], gates, width),
    contradictions.length === 0 ? '' : table(['NAMESPACE', 'CONTRADICTION'], contradictions, width),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

const listed = (items: readonly string[]): string => (items.length === 0 ? '-' : items.join(', '));
