import type { CommandDefinition } from '../../program/definition.ts';
import { CLUSTER, OPERATOR_PLACE, output } from '../../program/options.ts';

/** `meshwright check`. */
export const check: CommandDefinition = {
  name: 'check',
  summary: 'Check whether the cluster is ready for meshes, and an operator keeps them.',
  description: [
    'Kubernetes, the CRD and whether it is that of this program, the operator with its Lease, pods and version, its ' +
      'rights, and what would refuse a MeshInstall. Changes nothing. What the user may not look at is marked with ?, ' +
      'and is no failure.',
  ],
  options: [
    { flags: '--wait <duration>', description: 'look again until nothing fails, so long at most, for example 2m' },
    OPERATOR_PLACE,
    ...CLUSTER,
    output('table', 'json', 'yaml'),
  ],
  examples: [
    { command: 'meshwright check', says: 'Whether everything is there', exit: 1 },
    { command: 'meshwright check --wait 2s -o json', says: 'After an installation, for a script', exit: 1 },
  ],
  exits: { 0: 'Nothing fails; there may be warnings.', 1: 'A check fails, or the cluster was not reached.' },
  load: async () => (await import('../../check/check.ts')).checkCommand,
};
