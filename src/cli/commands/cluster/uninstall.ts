import type { CommandDefinition } from '../../program/definition.ts';
import { CLUSTER, OPERATOR_PLACE, YES } from '../../program/options.ts';

/** `meshwright uninstall`. */
export const uninstall: CommandDefinition = {
  name: 'uninstall',
  summary: 'Take a mesh down, after saying what goes and what stays.',
  description: [
    'Deletes the MeshInstall, so that the operator takes the mesh down in order, and follows until it is gone. ' +
      'spec.deletion decides what else goes. Asks on a terminal; elsewhere --yes is needed.',
  ],
  arguments: [{ usage: '<name>', description: 'MeshInstall in the cluster' }],
  options: [YES, { flags: '--dry-run', description: 'only say what goes and what stays' }, OPERATOR_PLACE, ...CLUSTER],
  examples: [{ command: 'meshwright uninstall mesh --dry-run', says: 'What would go and what would stay' }],
  exits: { 1: 'It is not gone, or the answer was no.' },
  load: async () => (await import('../../uninstall/uninstall.ts')).uninstallCommand,
};
