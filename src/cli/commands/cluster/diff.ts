import type { CommandDefinition } from '../../program/definition.ts';
import { CLUSTER, FILE, OPERATOR_PLACE, output } from '../../program/options.ts';

/** `meshwright diff`. */
export const diff: CommandDefinition = {
  name: 'diff',
  summary: 'Show how the live objects of a mesh are not what is asked for.',
  description: [
    'By a server-side dry run, so that defaults are no differences; changes nothing. Fields that others keep are ' +
      'left out, and values of Secrets and of variables that are called like credentials are masked.',
  ],
  arguments: [{ usage: '[name]', description: 'MeshInstall in the cluster' }],
  options: [
    { ...FILE, description: `${FILE.description}, instead of a name` },
    OPERATOR_PLACE,
    ...CLUSTER,
    output('diff', 'paths', 'json', 'yaml'),
  ],
  examples: [
    { command: 'meshwright diff mesh', says: 'Whether a mesh is what its MeshInstall asks for' },
    { command: 'meshwright diff -f examples/demo.yaml -o paths', says: 'What a file would change, one line per field' },
  ],
  exits: { 0: 'No difference.', 1: 'There is a difference.', 2: 'It could not be found out.' },
  failureCode: 2,
  load: async () => (await import('../../diff/diff.ts')).diffCommand,
};
