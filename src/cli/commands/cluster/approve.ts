import type { CommandDefinition } from '../../program/definition.ts';
import { CLUSTER } from '../../program/options.ts';

/** `meshwright approve`. */
export const approve: CommandDefinition = {
  name: 'approve',
  summary: 'Let a change of version begin that waits for approval.',
  description: [
    'Of a mesh with spec.upgrade.approval: Manual. What is approved is the version that spec.version names now, as the ' +
      'annotation meshwright.dev/approve: another version has to be approved anew.',
  ],
  arguments: [{ usage: '[name]', description: 'MeshInstall in the cluster (default: the only one)' }],
  options: [...CLUSTER],
  exits: { 1: 'This mesh waits for no approval, or is being deleted.' },
  load: async () => (await import('../../steer/approve.ts')).approveCommand,
};
