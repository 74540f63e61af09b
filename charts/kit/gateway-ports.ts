import type { ResolvedGateway, ResolvedSpec } from '../../src/api/resolved.ts';
import type { ContainerPort } from './types.ts';

type GatewayPort = ResolvedGateway['ports'][number];

/**
 * The ports that traffic comes in by: also those for machines outside of the cluster, where the mesh expands to them.
 * A port that is listed in both is there once.
 */
export function trafficPorts({ mesh }: ResolvedSpec, { ports, meshExpansionPorts }: ResolvedGateway): GatewayPort[] {
  if (!mesh.expansion.enabled) return [...ports];
  const isListed = ({ name, port }: GatewayPort): boolean => ports.some((p) => p.name === name && p.port === port);
  return [...ports, ...meshExpansionPorts.filter((port) => !isListed(port))];
}

/** The ports of the pod behind ports of a Service, and more of its own: each once, or the apiserver refuses them. */
export function podPorts(ports: readonly GatewayPort[], own: readonly ContainerPort[] = []): ContainerPort[] {
  const served = ports.map(({ port, targetPort, protocol }): ContainerPort => {
    return { containerPort: targetPort ?? port, ...(protocol !== undefined && { protocol }) };
  });
  const identity = ({ containerPort, protocol = 'TCP' }: ContainerPort): string => `${containerPort}/${protocol}`;
  return [...new Map([...served, ...own].map((port) => [identity(port), port])).values()];
}
