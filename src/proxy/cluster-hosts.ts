import { endpointOf, endpointOfName } from './endpoints.ts';
import { NotADumpError } from './config-dump.ts';
import { recognised } from './recognition.ts';
import { at, listOf, mapOf, textOf } from './untrusted.ts';

/** One address that a proxy sends to, and what it thinks of it. */
export interface ClusterHost {
  readonly cluster: string;
  /** Host name that the cluster is for; empty for clusters of the bootstrap. */
  readonly host: string;
  /** `address:port`, or a path. */
  readonly endpoint: string;
  readonly port: number | undefined;
  /** As pilot says: healthy, unhealthy, draining, timeout or degraded. */
  readonly health: string;
  /** Why it gets no requests all the same; empty when it gets some. */
  readonly left: string;
}

/** Flags of Envoy's HostHealthStatus (admin.v2alpha), and what they say. */
const FLAGS: Readonly<Record<string, string>> = {
  failed_active_health_check: 'health check',
  failed_outlier_check: 'outlier detection',
  failed_active_degraded_check: 'degraded',
};

/**
 * Every endpoint of an answer to `/clusters?format=json` (admin.v2alpha.Clusters), in the order of the answer.
 * @throws NotADumpError for anything else, which says what that is
 */
export function clusterHostsOf(answer: unknown): ClusterHost[] {
  const clusters = at(answer, 'cluster_statuses');
  // Envoy leaves out what is empty, but never everything: it has clusters of its own.
  if (!Array.isArray(clusters))
    throw new NotADumpError(`not what Envoy answers to /clusters?format=json: ${what(answer)}`);
  return listOf(clusters).flatMap((cluster) => {
    const name = textOf(at(cluster, 'name'));
    return listOf(at(cluster, 'host_statuses')).map((status) => hostOf(name, status));
  });
}

const what = (answer: unknown): string =>
  at(answer, 'configs') === undefined
    ? recognised(answer).replace('"configs"', '"cluster_statuses"')
    : 'it is a configuration dump; `meshwright proxy config` reads it';

function hostOf(cluster: string, status: unknown): ClusterHost {
  const { host, port } = endpointOf(at(status, 'address'));
  const health = mapOf(at(status, 'health_status'));
  const failed = Object.entries(FLAGS).filter(([flag]) => health[flag] === true);
  return {
    cluster,
    host: endpointOfName(cluster).host,
    endpoint: port === undefined ? host : `${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    health: (textOf(health['eds_health_status']) || 'unknown').toLowerCase(),
    left: failed.map(([, says]) => says).join(', '),
  };
}
