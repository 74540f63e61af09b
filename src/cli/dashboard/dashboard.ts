import { resolve } from '../../../charts/index.ts';
import type { Manifest } from '../../api/manifest.ts';
import { namespaceOf } from '../../api/meshinstall.ts';
import { parseSpecOf } from '../../api/validation/index.ts';
import type { KubeClient } from '../../kube/client.ts';
import { portOf } from '../../proxy/untrusted.ts';
import { namedOrOnly, onCluster } from '../input/cluster.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { DASHBOARDS, type DashboardName } from './dashboards.ts';
import { leadToPage, wantedPort, type PodPage, type TunnelOptions } from './tunnel.ts';

/** Options of `meshwright dashboard`. */
export interface DashboardOptions extends TunnelOptions {
  readonly dashboard: DashboardName;
  readonly name?: string;
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
  wantedPort(options);
  const page = await onCluster(options, terminal, (client) => pageOf(client, options));
  await leadToPage(page, options, terminal);
}

interface Service extends Manifest {
  readonly spec?: {
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly { readonly port: number; readonly targetPort?: number | string }[];
  };
}

async function pageOf(client: KubeClient, { name, dashboard }: DashboardOptions): Promise<PodPage> {
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

/** Whether a pod takes connections. */
export function isReady({ status }: Manifest): boolean {
  const { conditions = [] } = (status ?? {}) as { conditions?: { type: string; status: string }[] };
  return conditions.some((condition) => condition.type === 'Ready' && condition.status === 'True');
}
