import { at, listOf, mapOf, portOf, textOf } from './untrusted.ts';

/** Where something is reached. */
export interface Endpoint {
  readonly host: string;
  readonly port: number | undefined;
}

/** An address of Envoy's v2 API (api.v2.core.Address). */
export function endpointOf(address: unknown): Endpoint {
  const socket = mapOf(at(address, 'socket_address'));
  const path = textOf(at(address, 'pipe', 'path'));
  return { host: path === '' ? textOf(socket['address']) : path, port: portOf(socket['port_value']) };
}

/** Addresses of a cluster, in both of the ways in which Envoy writes them. */
export function endpointsOfCluster(cluster: unknown): Endpoint[] {
  const localities = listOf(at(cluster, 'load_assignment', 'endpoints'));
  const addresses = localities.flatMap((locality) =>
    listOf(at(locality, 'lb_endpoints')).map((endpoint) => at(endpoint, 'endpoint', 'address')),
  );
  return [...listOf(at(cluster, 'hosts')), ...addresses].map(endpointOf);
}

/** What Istio says in the name of a cluster or route: `outbound|9080|v1|reviews.default.svc.cluster.local`. */
export function endpointOfName(name: string): Endpoint {
  const [direction = '', port, , host = ''] = name.split('|');
  if (host !== '' || name.includes('|')) return { host, port: portOf(port) };
  // Routes of a port for everything that is reached over it have its number for a name.
  return { host: '', port: portOf(direction) };
}
