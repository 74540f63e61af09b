import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { KubeConfig } from '../../kube/transport/kubeconfig.ts';
import { leadToPod } from '../../kube/transport/pod-tunnel.ts';
import type { PodPort } from '../../kube/transport/port-forward.ts';
import { portOf } from '../../proxy/untrusted.ts';
import { terminationSignal } from '../../runtime/lifecycle.ts';
import { kubeConfigOf } from '../input/cluster.ts';
import { reasonOf } from '../input/input.ts';
import type { ClusterOptions } from '../program/options.ts';
import { UsageError, type Terminal } from '../terminal/terminal.ts';
import { openBrowser } from './browser.ts';

/** Where a page of a pod is led to. */
export interface TunnelOptions extends ClusterOptions {
  readonly port: string;
  readonly open?: boolean;
}

/** A page of a pod. */
export interface PodPage {
  readonly to: PodPort;
  readonly path: string;
}

/** Nobody can listen there. */
class TunnelError extends Error {
  override readonly name = 'TunnelError';
}

/** The port of this machine that was asked for. @throws UsageError */
export function wantedPort({ port }: TunnelOptions): number {
  const wanted = portOf(port);
  if (wanted === undefined) throw new UsageError(`--port: ${JSON.stringify(port)}: not a port`);
  return wanted;
}

/** Leads a port of this machine to the page until it is interrupted, and prints its URL. @throws TunnelError, UsageError */
export async function leadToPage({ to, path }: PodPage, options: TunnelOptions, terminal: Terminal): Promise<void> {
  const kubeConfig = kubeConfigOf(options, terminal);
  const ended = terminationSignal(terminal.signals, () => process.exit(1));
  const connections = new Set<Socket>();
  const server = serverFor(kubeConfig, to, connections, terminal);
  const port = await listening(server, wantedPort(options));
  const url = `http://127.0.0.1:${port}${path}`;
  terminal.stdout.write(`${url}\n`);
  if (options.open === true) await openBrowser(url, process.platform).catch((error: unknown) => warn(terminal, error));
  if (!ended.aborted) await once(ended, 'abort');
  server.close();
  for (const connection of connections) connection.destroy();
}

const warn = ({ stderr }: Terminal, error: unknown): void => {
  stderr.write(`warning: ${reasonOf(error)}\n`);
};

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
    throw new TunnelError(`--port: ${port}: ${reasonOf(error)}`, { cause: error });
  }
  return (server.address() as AddressInfo).port;
}
