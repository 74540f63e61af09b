import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { resolve } from '../../../charts/index.ts';
import type { Manifest } from '../../api/manifest.ts';
import { namespaceOf } from '../../api/meshinstall.ts';
import { parseSpecOf } from '../../api/validation/index.ts';
import type { KubeClient } from '../../kube/client.ts';
import type { KubeConfig } from '../../kube/transport/kubeconfig.ts';
import type { PodPort } from '../../kube/transport/port-forward.ts';
import { leadToPod } from '../../kube/transport/pod-tunnel.ts';
import { portOf } from '../../proxy/untrusted.ts';
import { terminationSignal } from '../../runtime/lifecycle.ts';
import { kubeConfigOf, namedOrOnly, onCluster } from '../input/cluster.ts';
import { reasonOf } from '../input/input.ts';
import type { ClusterOptions } from '../program/options.ts';
import { UsageError, type Terminal } from '../terminal/terminal.ts';
import { openBrowser } from './browser.ts';
import { DASHBOARDS, type DashboardName } from './dashboards.ts';

/** Options of `meshwright dashboard`. */
export interface DashboardOptions extends ClusterOptions {
  readonly dashboard: DashboardName;
  readonly name?: string;
  readonly port: string;
  readonly open?: boolean;
}

/** The page cannot be shown. */
class DashboardError extends Error {
  override readonly name = 'DashboardError';
}

/**
 * Leads a port of this machine to a page of the mesh until it is interrupted, and prints its URL.
 * @throws UsageError, DashboardError when nobody runs there
 */
export async function dashboardCommand(options: DashboardOptions, terminal: Terminal): Promise<void> {
  const { open = false } = options;
  const wanted = portOf(options.port);
  if (wanted === undefined) throw new UsageError(`--port: ${JSON.stringify(options.port)}: not a port`);
  const kubeConfig = kubeConfigOf(options, terminal);
  const { to, path } = await onCluster(options, terminal, (client) => pageOf(client, options));
  const ended = terminationSignal(terminal.signals, () => process.exit(1));
  const connections = new Set<Socket>();
  const server = serverFor(kubeConfig, to, connections, terminal);
  const port = await listening(server, wanted);
  const url = `http://127.0.0.1:${port}${path}`;
  terminal.stdout.write(`${url}\n`);
  if (open) await openBrowser(url, process.platform).catch((error: unknown) => warn(terminal, error));
  if (!ended.aborted) await once(ended, 'abort');
  server.close();
  for (const connection of connections) connection.destroy();
}

const warn = ({ stderr }: Terminal, error: unknown): void => {
  stderr.write(`warning: ${reasonOf(error)}\n`);
};

interface Page {
  readonly to: PodPort;
  readonly path: string;
}

interface Service extends Manifest {
  readonly spec?: {
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly { readonly port: number; readonly targetPort?: number | string }[];
  };
}

async function pageOf(client: KubeClient, { name, dashboard }: DashboardOptions): Promise<Page> {
  const { service: serviceName, path, setting } = DASHBOARDS[dashboard];
  const install = await namedOrOnly(client, name);
  const namespace = namespaceOf(install);
  const service = await client.get<Service>({ apiVersion: 'v1', kind: 'Service', namespace, name: serviceName });
  if (service === undefined)
    throw new DashboardError(`mesh "${install.metadata.name}" has no ${dashboard}; it comes with ${setting}`);
  const labels = Object.entries(service.spec?.selector ?? {}).map((pair) => pair.join('='));
  const running = { namespace, labelSelector: labels.join(','), fieldSelector: 'status.phase=Running' };
  const { items } = await client.list({ apiVersion: 'v1', kind: 'Pod' }, running);
  const pod = items.find(isReady) ?? items[0];
  if (pod === undefined) throw new DashboardError(`no pod of ${dashboard} runs; \`meshwright status\` says why`);
  const [first] = service.spec?.ports ?? [];
  const port = portOf(first?.targetPort) ?? first?.port ?? 0;
  return { to: { namespace, pod: pod.metadata.name, port }, path: path(resolve(parseSpecOf(install))) };
}

function isReady({ status }: Manifest): boolean {
  const { conditions = [] } = (status ?? {}) as { conditions?: { type: string; status: string }[] };
  return conditions.some((condition) => condition.type === 'Ready' && condition.status === 'True');
}

/** A port-forward carries one connection: each gets its own. What fails there ends that connection alone. */
function serverFor(kubeConfig: KubeConfig, to: PodPort, connections: Set<Socket>, terminal: Terminal): Server {
  return createServer((connection) => {
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
    leadToPod(kubeConfig, to, connection).catch((error: unknown) => {
      warn(terminal, error);
      connection.destroy();
    });
  });
}

async function listening(server: Server, port: number): Promise<number> {
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  } catch (error) {
    throw new DashboardError(`--port: ${port}: ${reasonOf(error)}`, { cause: error });
  }
  return (server.address() as AddressInfo).port;
}
