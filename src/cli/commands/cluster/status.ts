import type { CommandDefinition } from '../../program/definition.ts';
import { CLUSTER, OPERATOR_PLACE, output } from '../../program/options.ts';

/** `meshwright status`. */
export const status: CommandDefinition = {
  name: 'status',
  summary: 'Show what the operator says about a mesh, as a tree.',
  description: [
    'What goes on and why, the parts with their components, addresses of gateways, proxies by version, and when ' +
      'certificates end. Without a name: every mesh of the cluster.',
  ],
  arguments: [{ usage: '[name]', description: 'MeshInstall in the cluster' }],
  options: [
    { flags: '-w, --watch', description: 'stay and follow: in place on a terminal, a line per news in a pipe' },
    OPERATOR_PLACE,
    ...CLUSTER,
    output('table', 'json', 'yaml'),
  ],
  examples: [
    { command: 'meshwright status', says: 'Every mesh' },
    { command: 'meshwright status mesh --watch', says: 'One mesh, until Ctrl-C', endless: true },
    { command: 'meshwright status mesh -o json', says: 'Spec and status, for a script' },
  ],
  load: async () => (await import('../../status.ts')).statusCommand,
};
