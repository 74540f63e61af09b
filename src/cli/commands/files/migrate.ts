import type { CommandDefinition, OptionDefinition } from '../../program/definition.ts';
import { CLUSTER, output } from '../../program/options.ts';
import { WAY } from './migrate-way.ts';

const FILES: OptionDefinition = {
  flags: '-f, --file <path>',
  description: 'file or folder with objects, - for standard input, instead of a cluster',
  repeatable: true,
};

/** `meshwright migrate`. */
export const migrate: CommandDefinition = {
  name: 'migrate',
  summary: 'Prepare the way from a classic mesh to a current Istio.',
  description: ['Reads only: nothing of the mesh changes before you apply something.'],
  commands: [
    {
      name: 'assess',
      summary: 'List everything that a current istiod does not read, or reads otherwise.',
      description: [
        'By namespace, with what happens if nothing is done, and what to do. blocks: the cluster refuses it, traffic ' +
          'fails, or what was refused is allowed. changes: it means something else. cosmetic: to be tidied up.',
        'What the control plane was installed with is left out. What could not be read is said at the end.',
      ],
      options: [
        FILES,
        { flags: '--to <release>', description: 'Istio to move to, such as 1.30 (default: the newest that is known)' },
        { flags: '-n, --namespace <name>', description: 'only what is in this namespace' },
        ...CLUSTER,
        output('table', 'json', 'markdown'),
      ],
      examples: [
        { command: 'meshwright migrate assess', says: 'What there is to do', exit: 1 },
        {
          command: 'meshwright migrate assess -f examples/migrate -n bookinfo -o markdown',
          says: 'A report for the team of one namespace',
          exit: 1,
        },
      ],
      exits: { 0: 'Nothing blocks the way.', 1: 'Something blocks it, or the cluster was not reached.' },
      load: async () => (await import('../../migrate/assess.ts')).assessCommand,
    },
    {
      name: 'convert',
      summary: 'Turn policies, RBAC and rules of mixer into what a current istiod reads.',
      description: [
        'MeshPolicy and Policy become PeerAuthentication, RequestAuthentication and AuthorizationPolicy; ' +
          'ClusterRbacConfig, ServiceRole and ServiceRoleBinding become AuthorizationPolicies, and so do rules of mixer ' +
          'with the adapters denier and listchecker; metrics, logs and traces of mixer become Telemetry, and quotas ' +
          'local rate limits. Requests get the same answers as before. What cannot be said, which answers are others, ' +
          'and what the mesh config has to say is listed on standard error.',
        'Policies were for Services and are for pods: files need the Services, too, and workloads where ports have ' +
          'names or callers are told by their labels.',
      ],
      options: [
        FILES,
        {
          flags: '--root-namespace <name>',
          description: 'namespace of the istiod to move to, where policies for the whole mesh go',
          required: true,
        },
        {
          flags: '--revision <name>',
          description: 'AuthorizationPolicies for pods of this revision only, while pilot 1.4 still reads them',
        },
        {
          flags: '--cluster-domain <name>',
          description: 'domain of Services in the cluster',
          default: 'cluster.local',
        },
        ...CLUSTER,
        output('yaml', 'json'),
      ],
      examples: [
        {
          command: 'meshwright migrate convert -f examples/migrate --root-namespace istiod',
          says: 'Policies for the istiod in the namespace istiod',
        },
      ],
      exits: { 0: 'Everything was converted.', 1: 'Something could not be, or the cluster was not reached.' },
      load: async () => (await import('../../migrate/convert.ts')).convertCommand,
    },
    ...WAY,
  ],
};
