import type { CommandDefinition, OptionDefinition } from '../../program/definition.ts';
import { CLUSTER, output } from '../../program/options.ts';

const POD = {
  usage: '[pod]',
  description: 'in the cluster, instead of a file: POD, POD.NAMESPACE, deploy/NAME or deploy/NAME.NAMESPACE',
};

const options = (file: string, ...more: OptionDefinition[]): OptionDefinition[] => [
  {
    flags: '-n, --namespace <name>',
    description: 'namespace of the Pod (default: what follows the last dot of its name, else default)',
  },
  { flags: '-f, --file <path>', description: `${file}, - for standard input` },
  ...more,
  ...CLUSTER,
  output('table', 'json', 'yaml'),
];

const DUMP = 'file with what the proxy answers to /config_dump';

/** `meshwright proxy`. */
export const proxy: CommandDefinition = {
  name: 'proxy',
  summary: 'Look into proxies: who is in sync, ports, configuration, endpoints, iptables.',
  description: [
    'Of a Pod in the cluster, over a port-forward to its port 15000, or of a file. Private keys are hidden. Of a ' +
      'workload, such as deploy/NAME, any ready Pod is asked.',
  ],
  commands: [
    {
      name: 'status',
      summary: 'Print of every proxy of a mesh which pilot it asks, and whether it is in sync.',
      description: [
        'Asks all pilots for /debug/syncz, over port-forwards to their port 8080. SYNCED: the proxy took over what was ' +
          'sent last; STALE: not yet, or it refused; NOT SENT: there was nothing to send, as routes for a gateway ' +
          'that has none.',
      ],
      arguments: [{ usage: '[name]', description: 'MeshInstall in the cluster (default: the only one)' }],
      options: [
        { flags: '-n, --namespace <name>', description: 'only proxies of this namespace' },
        ...CLUSTER,
        output('table', 'json', 'yaml'),
      ],
      load: async () => (await import('../../proxy/status.ts')).statusCommand,
    },
    {
      name: 'ports',
      summary: 'Print who listens on which port, and what for.',
      arguments: [POD],
      options: options('file with a Pod, or with a configuration dump'),
      load: async () => (await import('../../proxy/ports.ts')).portsCommand,
    },
    {
      name: 'bootstrap',
      summary: 'Print what Envoy was started with, by section.',
      arguments: [POD],
      options: options(`${DUMP}, or envoy-rev0.json`, {
        flags: '--section <name>',
        description: 'only this one, for example node or static_resources',
      }),
      load: async () => (await import('../../proxy/bootstrap.ts')).bootstrapCommand,
    },
    {
      name: 'config',
      summary: 'Print what Envoy is configured with now, with versions and dates.',
      arguments: [POD],
      options: options(
        DUMP,
        {
          flags: '--kind <kind>',
          description: 'clusters, listeners, routes or secrets (default: all)',
          choices: ['clusters', 'listeners', 'routes', 'secrets'],
        },
        { flags: '--port <number>', description: 'only what is about this port' },
        { flags: '--host <text>', description: 'only what is about host names with this text' },
      ),
      load: async () => (await import('../../proxy/config.ts')).configCommand,
    },
    {
      name: 'endpoints',
      summary: 'Print which addresses a proxy sends to, and what it thinks of them.',
      arguments: [POD],
      options: options(
        'file with what the proxy answers to /clusters?format=json',
        { flags: '--port <number>', description: 'only endpoints on this port' },
        { flags: '--host <text>', description: 'only endpoints of clusters with this text in their name' },
      ),
      load: async () => (await import('../../proxy/endpoints.ts')).endpointsCommand,
    },
    {
      name: 'iptables',
      summary: "Print the rules that istio-init's arguments mean.",
      arguments: [POD],
      options: options('file with a Pod', {
        flags: '--istio-version <version>',
        description: 'release of istio-init (default: the tag of its image)',
      }),
      load: async () => (await import('../../proxy/iptables.ts')).iptablesCommand,
    },
  ],
};
