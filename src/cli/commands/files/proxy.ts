import type { CommandDefinition, OptionDefinition } from '../../program/definition.ts';
import { CLUSTER, output } from '../../program/options.ts';

const POD = { usage: '[pod]', description: 'Pod in the cluster, instead of a file' };

const options = (file: string, ...more: OptionDefinition[]): OptionDefinition[] => [
  { flags: '-n, --namespace <name>', description: 'namespace of the Pod', default: 'default' },
  { flags: '-f, --file <path>', description: `${file}, - for standard input` },
  ...more,
  ...CLUSTER,
  output('table', 'json', 'yaml'),
];

const DUMP = 'file with what the proxy answers to /config_dump';

/** `meshwright proxy`. */
export const proxy: CommandDefinition = {
  name: 'proxy',
  summary: 'Look into one proxy: its ports, its configuration, its iptables.',
  description: [
    'Of a Pod in the cluster, over a port-forward to its port 15000, or of a file. Private keys are hidden.',
  ],
  commands: [
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
