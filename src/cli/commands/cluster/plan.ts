import type { CommandDefinition } from '../../program/definition.ts';
import { CLUSTER, KUBE_VERSION, OPERATOR_PLACE, output } from '../../program/options.ts';

/** `meshwright plan`. */
export const plan: CommandDefinition = {
  name: 'plan',
  summary: 'Print the hops and steps of a change of version, in order.',
  arguments: [
    {
      usage: '[name]',
      description: 'MeshInstall in the cluster: what is installed and, without a file, what is asked for',
    },
  ],
  options: [
    { flags: '-f, --file <path>', description: 'file with the MeshInstall that is asked for, - for standard input' },
    { flags: '--from <version>', description: 'what is installed, instead of asking a cluster (default: nothing)' },
    { ...KUBE_VERSION, description: 'Kubernetes to plan for without a cluster (default: the newest tested)' },
    OPERATOR_PLACE,
    ...CLUSTER,
    output('table', 'json', 'yaml'),
  ],
  examples: [
    { command: 'meshwright plan mesh', says: 'What the operator does, or has left to do' },
    { command: 'meshwright plan mesh -f examples/demo.yaml', says: 'What it would do with this file' },
    {
      command: 'meshwright plan -f examples/demo.yaml --from 1.2.10',
      says: 'The way from another release, without a cluster',
    },
  ],
  load: async () => (await import('../../plan.ts')).planCommand,
};
