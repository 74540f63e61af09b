import { OPERATOR_NAMESPACE } from '../../../api/meshinstall.ts';
import type { CommandDefinition } from '../../program/definition.ts';
import { CLUSTER } from '../../program/options.ts';

/** `meshwright run`. */
export const run: CommandDefinition = {
  name: 'run',
  summary: 'Run the operator, in a cluster or beside it.',
  options: [
    ...CLUSTER,
    { flags: '--log-level <level>', description: 'debug, info, warn or error', default: 'info' },
    {
      flags: '--leader-elect',
      description: 'take turns with other operators by a Lease (default: wherever the namespace for it exists)',
    },
    { flags: '--no-leader-elect', description: 'act at once; ends when another operator has the Lease' },
    {
      flags: '--namespace <name>',
      description: 'namespace of the operator and of its leader Lease',
      default: OPERATOR_NAMESPACE,
    },
    {
      flags: '--metrics-address <host:port>',
      description: 'where to answer /metrics, /healthz and /readyz, for example :8080; 0: nowhere',
      default: '0',
    },
    {
      flags: '--console-address <host:port>',
      description:
        'where to show the console, for example 127.0.0.1:8090; beyond this machine it asks who one is; 0: nowhere',
      default: '0',
    },
    { flags: '--workers <count>', description: 'meshes worked on at once', default: '4' },
  ],
  load: async () => (await import('../../run.ts')).runCommand,
};
