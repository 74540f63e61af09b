import type { CommandDefinition } from '../../program/definition.ts';
import { CLUSTER, OPERATOR_PLACE } from '../../program/options.ts';

/** `meshwright console`. */
export const consolePage: CommandDefinition = {
  name: 'console',
  summary: 'Lead a local port to the console of the operator: all meshes, in a browser.',
  description: [
    'Prints the URL and goes on until it is interrupted. Only this machine reaches the port; it takes the right to ' +
      'forward ports to the pod of the operator.',
  ],
  arguments: [{ usage: '[name]', description: 'MeshInstall whose page it is (default: all of them)' }],
  options: [
    { flags: '--port <number>', description: 'port of this machine, 0 for a free one', default: '0' },
    { flags: '--open', description: 'show the page in a browser, too' },
    OPERATOR_PLACE,
    ...CLUSTER,
  ],
  examples: [{ command: 'meshwright console', says: 'The console, until Ctrl-C', endless: true }],
  load: async () => (await import('../../dashboard/console.ts')).consoleCommand,
};
