import type { CommandDefinition } from '../../program/definition.ts';
import { CLUSTER, OPERATOR_PLACE, output } from '../../program/options.ts';

/** `meshwright adopt`. */
export const adopt: CommandDefinition = {
  name: 'adopt',
  summary: 'Take over a mesh that Helm or somebody else installed, and say how.',
  description: [
    'Prints object by object what taking over does. Unless --dry-run is given it then applies the MeshInstall with spec.adoption: Adopt, and the operator takes the mesh over.',
  ],
  options: [
    { flags: '-f, --file <path>', description: 'file with the MeshInstall, - for standard input', required: true },
    { flags: '--dry-run', description: 'print the report and change nothing' },
    OPERATOR_PLACE,
    ...CLUSTER,
    output('table', 'json', 'yaml'),
  ],
  examples: [
    { command: 'meshwright adopt --dry-run -f examples/demo.yaml', says: 'What taking over this mesh would do' },
  ],
  exits: { 0: 'The mesh can be, or was, handed over.', 1: 'It cannot; the report says why.' },
  load: async () => (await import('../../adopt/adopt.ts')).adoptCommand,
};
