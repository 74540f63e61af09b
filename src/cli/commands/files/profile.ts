import type { CommandDefinition } from '../../program/definition.ts';
import { output } from '../../program/options.ts';

const PROFILE = 'PROFILE@RELEASE, for example demo@1.3.8; PROFILE alone is of the newest release';

/** `meshwright profile`. */
export const profile: CommandDefinition = {
  name: 'profile',
  summary: 'Compare profiles, of one release or of two.',
  commands: [
    {
      name: 'diff',
      summary: 'Print in which settings two profiles differ, or in which objects.',
      arguments: [
        { usage: '<from>', description: PROFILE },
        { usage: '<to>', description: 'the same' },
      ],
      options: [
        { flags: '--objects', description: 'compare what they install, not what they set' },
        output('paths', 'diff', 'json', 'yaml'),
      ],
      examples: [
        { command: 'meshwright profile diff default demo', says: 'What demo sets of its own', exit: 1 },
        {
          command: 'meshwright profile diff demo@1.3.8 demo@1.4.10 --objects',
          says: 'Which objects change with the release, one line per field',
          exit: 1,
        },
      ],
      exits: { 0: 'No difference.', 1: 'There is a difference.', 2: 'It could not be found out.' },
      failureCode: 2,
      load: async () => (await import('../../profile/diff.ts')).profileDiffCommand,
    },
  ],
};
