import type { CommandDefinition } from '../../program/definition.ts';
import { CLUSTER, output } from '../../program/options.ts';

const NAME = { usage: '[name]', description: 'MeshInstall in the cluster (default: the only one)' };

/** Where an authority is that somebody made. */
const FROM = {
  flags: '--from <folder>',
  description: 'folder with ca-cert.pem, ca-key.pem, root-cert.pem and cert-chain.pem',
};

/** `meshwright certificates`. */
export const certificates: CommandDefinition = {
  name: 'certificates',
  summary: 'Check and change the authority that signs for a mesh.',
  commands: [
    {
      name: 'check',
      summary: 'Say whether citadel can sign with an authority, and who trusts it.',
      description: [
        'Of a mesh: the Secret that its citadel signs with, and what was issued. With --from: the files of an authority ' +
          'before it is used, without a cluster.',
      ],
      arguments: [NAME],
      options: [FROM, ...CLUSTER, output('table', 'json', 'yaml')],
      examples: [{ command: 'meshwright certificates check mesh', says: 'How long the root lasts, and who trusts it' }],
      exits: { 0: 'It works; there may be warnings.', 1: 'Something does not work.' },
      load: async () => (await import('../../certificates/check.ts')).certificateCheckCommand,
    },
    {
      name: 'plug-in',
      summary: 'Print the Secret cacerts of an authority that somebody made, after checking it.',
      description: ['What is printed holds the private key. What to do with it is said beside it.'],
      options: [
        { ...FROM, required: true },
        { flags: '-n, --namespace <name>', description: 'namespace of the mesh', default: 'istio-system' },
        output('yaml', 'json'),
      ],
      exits: { 1: 'Citadel could not sign with it; nothing is printed.' },
      load: async () => (await import('../../certificates/plug-in.ts')).plugInCommand,
    },
  ],
};
