import type { CommandDefinition } from '../../program/definition.ts';
import { CLUSTER, output } from '../../program/options.ts';

/** `meshwright convert-mixer`. */
export const convertMixer: CommandDefinition = {
  name: 'convert-mixer',
  summary: 'Turn configuration of mixer 1.0 and 1.1 into what 1.2 and later read.',
  description: [
    'Prints the handlers and instances that take the place of objects of kinds such as denier or metric, and the rules that name them. What was not converted or got another name is listed on standard error; that is no failure. Nothing is written to the cluster.',
    'Without a file the configuration of a cluster is read.',
  ],
  options: [
    { flags: '-f, --file <path>', description: 'file with the configuration, - for standard input' },
    ...CLUSTER,
    output('yaml', 'json'),
  ],
  examples: [{ command: 'meshwright convert-mixer', says: 'What the configuration in a cluster becomes' }],
  load: async () => (await import('../../convert-mixer.ts')).convertMixerCommand,
};
