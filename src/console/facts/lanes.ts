import type { Redirection } from '../../proxy/redirection.ts';
import type { Lane } from '../contract.ts';

const split = (list: string): string[] => list.split(',').filter((item) => item !== '');

const portNamed = (port: string): string => `port ${port}`;

/** What comes into a pod: only where all ports are taken, some can be excluded, and SSH always is. */
export function inboundLane({ includePorts, excludePorts, mode, inboundPort, outboundPort }: Redirection): Lane {
  const port = mode === 'TPROXY' ? outboundPort : inboundPort;
  if (includePorts === '*')
    return { taken: ['every port'], past: [...new Set(['22', ...excludePorts])].map(portNamed), port };
  const ports = split(includePorts);
  return { taken: ports.map(portNamed), past: [ports.length === 0 ? 'every port' : 'every other port'], port };
}

/** What leaves a pod. */
export function outboundLane({ includeRanges, excludeRanges, excludeOutboundPorts, outboundPort }: Redirection): Lane {
  const excluded = [...excludeOutboundPorts.map(portNamed), ...excludeRanges];
  if (includeRanges === '*') return { taken: ['every address'], past: excluded, port: outboundPort };
  const taken = split(includeRanges);
  const others = taken.length === 0 ? 'every address' : 'every other address';
  return { taken, past: [...excluded, others], port: outboundPort };
}

/** Whose traffic is never redirected: `user 1337`. */
export const leftAlone = ({ users, groups }: Redirection): string[] => [
  ...users.map((id) => `user ${id}`),
  ...groups.filter((id) => !users.includes(id)).map((id) => `group ${id}`),
];
