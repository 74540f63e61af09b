import type { CommandDefinition } from '../../program/definition.ts';
import { CLUSTER, OPERATOR_PLACE, output } from '../../program/options.ts';

/** `meshwright preflight`. */
export const preflight: CommandDefinition = {
  name: 'preflight',
  summary: 'Look for what blocks an installation or a change of version, before it begins.',
  description: [
    'Checks every hop on the way, or a first installation where nothing is installed. What can only be known when the hop comes (proxies, selectors, quotas and budgets) is checked for the first one.',
  ],
  arguments: [{ usage: '[name]', description: 'MeshInstall in the cluster; with a file, that of its name' }],
  options: [
    { flags: '-f, --file <path>', description: 'file with the MeshInstall that is asked for, - for standard input' },
    OPERATOR_PLACE,
    ...CLUSTER,
    output('table', 'json', 'yaml'),
  ],
  examples: [
    { command: 'meshwright preflight mesh', says: 'What the operator will find, or has found' },
    { command: 'meshwright preflight mesh -f examples/demo.yaml', says: 'What it would find on the way to this file' },
  ],
  exits: { 0: 'Nothing blocks the way.', 1: 'A finding blocks a hop, or the check failed.' },
  load: async () => (await import('../../preflight/preflight.ts')).preflightCommand,
};
