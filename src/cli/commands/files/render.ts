import type { CommandDefinition } from '../../program/definition.ts';
import { FILE, KUBE_VERSION, OPERATOR, output } from '../../program/options.ts';

/** `meshwright render`. */
export const render: CommandDefinition = {
  name: 'render',
  summary: 'Print the objects that the operator would apply for a MeshInstall.',
  description: ['In install order, and without a cluster: the same for the same file, byte for byte.'],
  options: [{ ...FILE, required: true }, KUBE_VERSION, OPERATOR, output('yaml', 'json')],
  examples: [
    { command: 'meshwright render -f examples/demo.yaml', says: 'Everything that a mesh consists of' },
    {
      command: 'meshwright render -f examples/demo.yaml -k 1.21 -o json',
      says: 'The same for Kubernetes 1.21, as one JSON array',
    },
  ],
  load: async () => (await import('../../render.ts')).renderCommand,
};
