import type { Manifest } from '../../api/manifest.ts';

interface ServiceSpec {
  readonly clusterIP?: string;
  readonly healthCheckNodePort?: number;
  readonly ports?: readonly { readonly nodePort?: number }[];
}

/** True for a Service that names the node port or the cluster address that it wants to have. */
export function asksForAllocation({ kind, spec }: Manifest & { spec?: ServiceSpec }): boolean {
  if (kind !== 'Service' || spec === undefined) return false;
  const { clusterIP = 'None', healthCheckNodePort, ports = [] } = spec;
  return clusterIP !== 'None' || [healthCheckNodePort, ...ports.map(({ nodePort }) => nodePort)].some(isGiven);
}

const isGiven = (port: number | undefined): boolean => port !== undefined && port !== 0;
