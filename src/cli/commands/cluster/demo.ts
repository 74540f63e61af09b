import type { CommandDefinition } from '../../program/definition.ts';

/** `meshwright demo`. */
export const demo: CommandDefinition = {
  name: 'demo',
  summary: 'Show a mesh from its installation on.',
  description: ['On an embedded cluster that lives as long as the demo, or on that of KUBECONFIG if that is set.'],
  options: [
    { flags: '--exit', description: 'leave when the mesh is Ready; exit code 1 and the reason if it is not' },
    { flags: '-y, --yes', description: 'ask nothing about a cluster that is not on this machine' },
  ],
  load: async () => (await import('../../demo/demo.ts')).demoCommand,
};
