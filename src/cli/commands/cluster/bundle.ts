import type { CommandDefinition } from '../../program/definition.ts';
import { CLUSTER, OPERATOR } from '../../program/options.ts';

/** `meshwright bundle`. */
export const bundle: CommandDefinition = {
  name: 'bundle',
  summary: 'Write an archive for whoever helps: objects, events, logs, no secrets.',
  description: [
    'The MeshInstall and its status, every object of its inventory, pods with the last lines of their logs, and ' +
      'events. Values of Secrets, private keys and whatever is called like a credential are masked. Logs of ' +
      'applications are not in it. Look through it all the same before you give it away. What cannot be read is ' +
      'listed in problems.txt, and is no failure.',
  ],
  arguments: [{ usage: '[name]', description: 'MeshInstall in the cluster (default: all)' }],
  options: [
    { flags: '--to <path>', description: 'file to write, - for standard output', default: 'meshwright-bundle.tar.gz' },
    { ...OPERATOR, description: 'namespace of the operator' },
    ...CLUSTER,
  ],
  examples: [{ command: 'meshwright bundle mesh --to - | tar -tz', says: 'What would be in it' }],
  load: async () => (await import('../../bundle/bundle.ts')).bundleCommand,
};
