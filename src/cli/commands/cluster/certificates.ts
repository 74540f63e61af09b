import type { CommandDefinition } from '../../program/definition.ts';
import { CLUSTER, output, YES } from '../../program/options.ts';

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
    {
      name: 'renew',
      summary: 'Let the root that citadel made last for ten more years, with its key.',
      description: [
        'For a root that only ends, as that of one year of Istio 1.0: what trusts the old one trusts the new one, so ' +
          'nothing has to be trusted twice. The old one is kept in a Secret istio-ca-previous-..., and citadel is ' +
          'restarted. A key that somebody else may have is another matter: rotate.',
      ],
      arguments: [NAME],
      options: [YES, ...CLUSTER],
      exits: { 1: 'The mesh has no root of its own, or changes it, or the answer was no.' },
      load: async () => (await import('../../certificates/renew.ts')).renewCommand,
    },
    {
      name: 'rotate',
      summary: 'Show where a change of the root is, or do one step of it.',
      description: [
        'In five steps: trust both roots, restart, issue under the new one, restart, retire the old one. Where each ' +
          'stands is read from the cluster, so that it can be interrupted anywhere; a step waits for all before it, and ' +
          'names who holds it back.',
        'To another root that citadel makes; with --from to an authority of yours, from whichever signs now.',
      ],
      arguments: [NAME],
      options: [
        { flags: '--step <step>', description: 'do this step', choices: ['trust', 'restart', 'issue', 'retire'] },
        { ...FROM, description: `with --step trust: ${FROM.description}` },
        { flags: '--back', description: 'to the authority of before, by the same steps' },
        YES,
        ...CLUSTER,
        output('table', 'json', 'yaml'),
      ],
      examples: [{ command: 'meshwright certificates rotate mesh', says: 'Where the change is, and what comes next' }],
      exits: { 1: 'The step cannot be done now, or the answer was no. The message says why.' },
      load: async () => (await import('../../certificates/rotate.ts')).rotateCommand,
    },
  ],
};
