import { operatorConfig } from '../../config.ts';
import type { Manifest } from '../../api/manifest.ts';
import type { KubeClient } from '../../kube/client.ts';
import { meshInstall, onCluster } from '../input/cluster.ts';
import { OPERATOR_SELECTOR } from '../operator/deployments.ts';
import { lookForOperator } from '../operator/look.ts';
import { leadersOf, podOf } from '../operator/sighting.ts';
import type { OperatorOptions } from '../program/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { isReady } from './dashboard.ts';
import { leadToPage, wantedPort, type PodPage, type TunnelOptions } from './tunnel.ts';

/** Options of `meshwright console`. */
export interface ConsoleOptions extends TunnelOptions, OperatorOptions {
  readonly name?: string;
}

/** There is no console to be led to. */
class ConsoleError extends Error {
  override readonly name = 'ConsoleError';
}

/**
 * Leads a port of this machine to the console of the operator that leads, until it is interrupted, and prints its URL.
 * @throws UsageError, ConsoleError when no operator runs in the cluster, or it shows no console
 */
export async function consoleCommand(options: ConsoleOptions, terminal: Terminal): Promise<void> {
  wantedPort(options);
  const page = await onCluster(options, terminal, (client) => pageOf(client, options));
  await leadToPage(page, options, terminal);
}

const POD = { apiVersion: 'v1', kind: 'Pod' } as const;

async function pageOf(client: KubeClient, { name, ...options }: ConsoleOptions): Promise<PodPage> {
  const path = name === undefined ? '/' : `/meshes/${(await meshInstall(client, name)).metadata.name}`;
  const pod = await operatorPod(client, options);
  const { name: called, namespace = '' } = pod.metadata;
  return { to: { namespace, pod: called, port: consolePortOf(pod) }, path };
}

/** Only the leader sees meshes; without leader election there is but one. */
async function operatorPod(client: KubeClient, options: OperatorOptions): Promise<Manifest> {
  const sighting = await lookForOperator(client, options);
  const [lease] = leadersOf(sighting.leases);
  const leader = lease && (await client.get({ ...POD, namespace: lease.namespace, name: podOf(lease.holder) }));
  if (leader !== undefined) return leader;
  const { operatorNamespace: namespace } = options;
  const place = namespace === undefined ? {} : { namespace };
  const { items } = await client.list(POD, { ...place, labelSelector: OPERATOR_SELECTOR });
  const pod = items.find(isReady);
  if (pod !== undefined) return pod;
  const where =
    lease === undefined ? '' : `; ${podOf(lease.holder)} acts, which is no pod: look at its --console-address`;
  throw new ConsoleError(`no pod of the operator is ready${where}`);
}

interface OperatorPod {
  readonly spec?: { readonly containers?: readonly { readonly args?: readonly string[] }[] };
}

const FLAG = '--console-address=';

/** As its arguments say, the last of which counts. @throws ConsoleError where they name no address */
function consolePortOf(pod: Manifest): number {
  const { containers = [] } = (pod as OperatorPod).spec ?? {};
  const text = containers.flatMap(({ args = [] }) => args.filter((arg) => arg.startsWith(FLAG))).at(-1);
  const { consoleAddress } = text === undefined ? {} : operatorConfig({ consoleAddress: text.slice(FLAG.length) }, {});
  if (consoleAddress !== undefined) return consoleAddress.port;
  const { namespace = '', name } = pod.metadata;
  throw new ConsoleError(
    `Pod ${namespace}/${name} shows no console: apply the manifests of this release, which have ${FLAG}127.0.0.1:8090`,
  );
}
