import type { CommandDefinition } from '../../program/definition.ts';
import { output } from '../../program/options.ts';

/** `meshwright versions`. */
export const versions: CommandDefinition = {
  name: 'versions',
  summary: 'List the releases of Istio that can be installed.',
  description: ['With their profiles, and the Kubernetes versions that they are supported on.'],
  options: [output('table', 'json', 'yaml')],
  examples: [
    { command: 'meshwright versions', says: 'One line per minor release' },
    { command: 'meshwright versions -o yaml', says: 'Every release by name' },
  ],
  load: async () => (await import('../../versions.ts')).versionsCommand,
};
