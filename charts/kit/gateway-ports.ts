import type { ResolvedGateway, ResolvedSpec } from '../../src/api/resolved.ts';

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
