import type { CommandDefinition } from '../../program/definition.ts';
import { CLUSTER } from '../../program/options.ts';

/** `meshwright dashboard`. */
export const dashboard: CommandDefinition = {
  name: 'dashboard',
  summary: 'Lead a local port to a page of the mesh: grafana, kiali, jaeger, prometheus.',
  description: ['Prints the URL and goes on until it is interrupted. Only this machine reaches the port.'],
  arguments: [
    {
      usage: '<dashboard>',
      description: 'grafana, jaeger, kiali or prometheus',
      choices: ['grafana', 'jaeger', 'kiali', 'prometheus'],
    },
    { usage: '[name]', description: 'MeshInstall in the cluster (default: the only one)' },
  ],
  options: [
    { flags: '--port <number>', description: 'port of this machine, 0 for a free one', default: '0' },
    { flags: '--open', description: 'show the page in a browser, too' },
    ...CLUSTER,
  ],
  examples: [{ command: 'meshwright dashboard grafana mesh', says: 'The dashboards of a mesh', endless: true }],
  load: async () => (await import('../../dashboard/dashboard.ts')).dashboardCommand,
};
