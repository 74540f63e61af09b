import type { Manifest } from '../../api/manifest.ts';
import { namespaceOf, type MeshInstall } from '../../api/meshinstall.ts';
import { proxiesOfMesh } from '../../core/data-plane/proxy-stats.ts';
import { proxyOf, versionOf, type Proxy } from '../../core/model/proxy.ts';
import { podProblem } from '../../core/readiness/pod-problem.ts';
import type { KubeClient } from '../../kube/client.ts';
import { DISCOVERIES } from '../../proxy/sync.ts';
import { everyMeshInstall, kubeConfigOf, namedOrOnly, onCluster } from '../input/cluster.ts';
import type { ClusterOptions } from '../program/options.ts';
import { serialized } from '../terminal/output.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { table } from '../view/tables/table.ts';
import { askPilots } from './pilots.ts';
import { proxyStatuses, type ProxyPod, type ProxyStatus } from './sync-report.ts';

/** Options of `meshwright proxy status`. */
interface StatusOptions extends ClusterOptions {
  readonly name?: string;
  readonly namespace?: string;
  readonly output: string;
}

/**
 * Prints of every sidecar and gateway of a mesh which pilot it is connected to, and whether it has what was sent last.
 * @throws NoPilotError where no pilot runs; ApiError, ConnectionError when none of them is reached
 */
export async function statusCommand(options: StatusOptions, terminal: Terminal): Promise<void> {
  const { name, namespace, output } = options;
  const kubeConfig = kubeConfigOf(options, terminal);
  const statuses = await onCluster(options, terminal, async (client) => {
    const install = await namedOrOnly(client, name);
    const [pods, { answers, failures }] = await Promise.all([
      podsOf(client, install),
      askPilots(client, install, kubeConfig),
    ]);
    for (const failure of failures) terminal.stderr.write(`warning: ${failure}\n`);
    return proxyStatuses(pods, answers);
  });
  const wanted = statuses.filter(({ proxy }) => namespace === undefined || proxy.endsWith(`.${namespace}`));
  terminal.stdout.write(
    output === 'table' ? table(HEAD, wanted.map(rowOf), terminal.stdout.columns) : serialized(wanted, output),
  );
}

const HEAD = ['PROXY', 'ISTIO', 'CDS', 'LDS', 'EDS', 'RDS', 'PILOT'];

function rowOf({ proxy, istio = '-', pilot, states, endpointPercent = 100, reason }: ProxyStatus): string[] {
  if (states === undefined) return [proxy, istio, '-', '-', '-', '-', `not connected: ${reason ?? ''}`];
  const percent = endpointPercent < 100 ? ` (${endpointPercent}%)` : '';
  const cells = DISCOVERIES.map((discovery) => states[discovery] + (discovery === 'eds' ? percent : ''));
  return [proxy, istio, ...cells, `${pilot ?? '-'}${reason === undefined ? '' : ` (${reason})`}`];
}

interface MeshPod extends Proxy {
  readonly told: ProxyPod;
}

async function podsOf(client: KubeClient, install: MeshInstall): Promise<ProxyPod[]> {
  const isOnly = (await everyMeshInstall(client)).length === 1;
  const pods = { apiVersion: 'v1', kind: 'Pod' };
  const { items } = await client.list(pods, { fieldSelector: 'status.phase!=Succeeded,status.phase!=Failed' });
  const proxies = items.flatMap((pod): MeshPod[] => {
    const proxy = proxyOf(pod);
    return proxy === undefined ? [] : [{ ...proxy, told: proxyPod(pod, proxy) }];
  });
  return proxiesOfMesh(proxies, namespaceOf(install), isOnly).map(({ told }) => told);
}

function proxyPod(pod: Manifest, { namespace, image }: Proxy): ProxyPod {
  const [istio, problem] = [versionOf(image), problemOf(pod)];
  const facts = { ...(istio !== undefined && { istio }), ...(problem !== undefined && { problem }) };
  return { pod: pod.metadata.name, namespace, ...facts };
}

function problemOf(pod: Manifest): string | undefined {
  const { phase = 'Pending' } = (pod['status'] ?? {}) as { phase?: string };
  return podProblem(pod) ?? (phase === 'Running' ? undefined : `its pod is ${phase}`);
}
