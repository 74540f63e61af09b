import type { CommandDefinition } from '../../program/definition.ts';
import { GITOPS_TOOLS } from '../../../core/gitops/annotations.ts';
import { KUBE_VERSION, OPERATOR, output } from '../../program/options.ts';

/** `meshwright render`. */
export const render: CommandDefinition = {
  name: 'render',
  summary: 'Print the objects that the operator would apply for a MeshInstall.',
  description: ['In install order, and without a cluster: the same for the same file, byte for byte.'],
  options: [
    {
      flags: '-f, --file <path>',
      description: 'file or folder with MeshInstalls, - for standard input',
      required: true,
    },
    { flags: '--to <folder>', description: 'write a folder for each mesh there, as cdk8s synth does, for GitOps' },
    {
      flags: '--gitops <tool>',
      description: 'with --to: annotate for this tool (default: kustomize, which needs nothing)',
      choices: ['kustomize', ...GITOPS_TOOLS],
    },
    KUBE_VERSION,
    OPERATOR,
    output('yaml', 'json'),
  ],
  examples: [
    { command: 'meshwright render -f examples/demo.yaml', says: 'Everything that a mesh consists of' },
    {
      command: 'meshwright render -f examples/demo.yaml -k 1.21 -o json',
      says: 'The same for Kubernetes 1.21, as one JSON array',
    },
    {
      command: 'meshwright render -f meshes --to dist --gitops argocd',
      says: 'Files to commit, with sync waves for Argo CD',
    },
  ],
  load: async () => (await import('../../render.ts')).renderCommand,
};
