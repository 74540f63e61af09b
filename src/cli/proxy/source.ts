import { load } from 'js-yaml';
import { getFromPod } from '../../kube/port-forward.ts';
import { kubeConfigOf, onCluster } from '../cluster.ts';
import { readInput } from '../input.ts';
import type { ClusterOptions } from '../options.ts';
import { UsageError, type Terminal } from '../terminal.ts';

/** Options of all `meshwright proxy` commands. */
export interface ProxyOptions extends ClusterOptions {
  readonly pod?: string;
  readonly namespace: string;
  readonly file?: string;
  readonly output: string;
}

/** Where Envoy's admin interface listens, on the pod's loopback device (charts 1.0 to 1.4: proxyAdminPort). */
const ADMIN_PORT = 15000;

/** A proxy of a big mesh knows thousands of clusters, which is some tens of megabytes. */
const BOUNDS = { timeoutMs: 30_000, maxBytes: 256 * 1024 * 1024 };

/** What a proxy answers to `/config_dump`, from a file or from the pod. @throws UsageError, ConnectionError */
export async function dumpOf(options: ProxyOptions, terminal: Terminal): Promise<unknown> {
  const { namespace, file } = options;
  if (file !== undefined) return parsed(await readInput(file, terminal), file, JSON.parse);
  const pod = podName(options);
  const from = { namespace, pod, port: ADMIN_PORT };
  const text = await getFromPod(kubeConfigOf(options, terminal), from, '/config_dump', BOUNDS);
  return parsed(text, `the answer of ${namespace}/${pod}`, JSON.parse);
}

/** A Pod, from a file or from the cluster. @throws UsageError, ApiError, ConnectionError */
export async function podOf(options: ProxyOptions, terminal: Terminal): Promise<unknown> {
  const { namespace, file } = options;
  if (file !== undefined) return parsed(await readInput(file, terminal), file, (text) => load(text));
  const ref = { apiVersion: 'v1', kind: 'Pod', namespace, name: podName(options) };
  const found = await onCluster(options, terminal, (client) => client.get(ref));
  if (found === undefined) throw new UsageError(`namespace ${namespace} has no Pod "${ref.name}"`);
  return found;
}

function podName({ pod }: ProxyOptions): string {
  if (pod === undefined) throw new UsageError('say which proxy: the name of a Pod, or --file');
  return pod;
}

function parsed(text: string, source: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text);
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
    throw new UsageError(`${source} cannot be read: ${why}`, { cause: error });
  }
}
