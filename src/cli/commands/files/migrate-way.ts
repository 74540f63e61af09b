import type { CommandDefinition, OptionDefinition } from '../../program/definition.ts';
import { CLUSTER, output } from '../../program/options.ts';

const FILES: OptionDefinition = {
  flags: '-f, --file <path>',
  description: 'file or folder with objects, - for standard input, instead of a cluster',
  repeatable: true,
};

const NAME = { usage: '[name]', description: 'MeshInstall that moves (default: the only one)' };

/** Where the way leads. */
const DESTINATION: readonly OptionDefinition[] = [
  { flags: '--root-namespace <name>', description: 'namespace of istiod', default: 'istiod' },
  { flags: '--gateway-namespace <name>', description: 'namespace of the new gateways', default: 'istio-gateways' },
  { flags: '--revision <name>', description: 'revision of istiod', default: 'canary' },
  { flags: '--to <release>', description: 'Istio to move to, such as 1.30 (default: the newest that is known)' },
];

/** Commands of `meshwright migrate` for the way itself. */
export const WAY: readonly CommandDefinition[] = [
  {
    name: 'values',
    summary: 'Turn the settings of a MeshInstall into those of the charts of a current Istio.',
    description: [
      'Values of the charts istiod and gateway, or an IstioOperator for istioctl, or an Istio of the Sail operator: what ' +
        'was written, and what profile and release set otherwise than the target. Images are never carried over.',
      'Settings that do not go on by themselves are listed on standard error, with the reason; what to do by hand first.',
    ],
    arguments: [NAME],
    options: [
      FILES,
      {
        flags: '--for <installer>',
        description: 'who installs istiod; gateways are installed by Helm',
        default: 'helm',
        choices: ['helm', 'istioctl', 'sail'],
      },
      { flags: '--part <name>', description: 'only this piece: istiod, or the name of a gateway' },
      ...DESTINATION,
      ...CLUSTER,
      output('yaml', 'json'),
    ],
    examples: [
      {
        command: 'meshwright migrate values -f examples/demo.yaml --part istiod',
        says: 'Values for helm install istiod-canary istio/istiod',
      },
      { command: 'meshwright migrate values -f examples/demo.yaml --for sail', says: 'The same for the Sail operator' },
    ],
    load: async () => (await import('../../migrate/values.ts')).valuesCommand,
  },
  {
    name: 'plan',
    summary: 'Show the way of a mesh to a current Istio, step by step, with commands to run.',
    description: [
      'Side by side: what to do, what to check, the risk, and the way back of each step. Steps that this mesh does not ' +
        'need are left out, with the reason. From files, put the MeshInstall beside the objects.',
    ],
    arguments: [NAME],
    options: [FILES, ...DESTINATION, ...CLUSTER, output('text', 'json', 'markdown')],
    examples: [
      {
        command: 'meshwright migrate plan -f examples/demo.yaml -f examples/migrate -o markdown',
        says: 'A page with boxes to tick',
      },
    ],
    load: async () => (await import('../../migrate/plan.ts')).planCommand,
  },
  {
    name: 'status',
    summary: 'Show which namespaces and gateways are where on the way, from labels and pods.',
    description: [
      'LABEL is whose injector takes new pods: old, a revision of istiod, or nobody. TO RESTART is who has pods that are ' +
        'not there yet. Labels that contradict are told.',
    ],
    options: [
      FILES,
      { flags: '-n, --namespace <name>', description: 'only this namespace' },
      ...CLUSTER,
      output('table', 'json'),
    ],
    examples: [
      {
        command: 'meshwright migrate status -f examples/migrate',
        says: 'Where a folder of objects says that things are',
      },
    ],
    exits: {
      0: 'Every pod is where the labels say.',
      1: 'Some are not, or labels contradict, or the cluster was not reached.',
    },
    load: async () => (await import('../../migrate/status.ts')).statusCommand,
  },
];
