import { clusterHostsOf, type ClusterHost } from '../../proxy/cluster-hosts.ts';
import { serialized } from '../terminal/output.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { table } from '../view/tables/table.ts';
import { wantedPort } from './config.ts';
import { answerOf, type ProxyOptions } from './source.ts';

/** Options of `meshwright proxy endpoints`. */
interface EndpointsOptions extends ProxyOptions {
  readonly port?: string;
  readonly host?: string;
}

const HEAD = ['ENDPOINT', 'HEALTH', 'LEFT OUT BY', 'CLUSTER'];

/** Prints which addresses a proxy sends to, and what it thinks of them. @throws UsageError, NotADumpError */
export async function endpointsCommand(options: EndpointsOptions, terminal: Terminal): Promise<void> {
  const { host = '', output } = options;
  const port = wantedPort(options.port);
  const hosts = clusterHostsOf(await answerOf('/clusters?format=json', options, terminal)).filter(
    (each) => (port === undefined || each.port === port) && each.cluster.includes(host),
  );
  terminal.stdout.write(
    output === 'table' ? table(HEAD, hosts.map(rowOf), terminal.stdout.columns) : serialized(hosts, output),
  );
}

const rowOf = ({ endpoint, health, left, cluster }: ClusterHost): string[] => [endpoint, health, left || '-', cluster];
