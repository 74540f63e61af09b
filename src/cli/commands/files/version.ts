import type { CommandDefinition } from '../../program/definition.ts';
import { output } from '../../program/options.ts';

/** `meshwright version`, which is also `meshwright --version`. */
export const version: CommandDefinition = {
  name: 'version',
  summary: 'Say which version of meshwright this is.',
  description: ['With the releases of Istio that it installs, and the newest Kubernetes that it was tested on.'],
  options: [output('text', 'json', 'yaml')],
  examples: [{ command: 'meshwright version', says: 'One line' }],
  load: async () => (await import('../../version.ts')).versionCommand,
};
