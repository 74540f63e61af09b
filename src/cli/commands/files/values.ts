import type { CommandDefinition } from '../../program/definition.ts';
import { output } from '../../program/options.ts';

/** `meshwright values`. */
export const values: CommandDefinition = {
  name: 'values',
  summary: 'Turn a Helm values file of the official charts into a MeshInstall.',
  description: ['What the MeshInstall cannot say is listed on standard error, with the reason; that is no failure.'],
  options: [
    { flags: '-f, --file <path>', description: 'values file, - for standard input', required: true },
    { flags: '--version <version>', description: 'Istio version that is wanted, for example 1.4.10', required: true },
    { flags: '--name <name>', description: 'name of the MeshInstall', default: 'mesh' },
    { flags: '--profile <profile>', description: 'profile to start from', default: 'default' },
    output('yaml', 'json'),
  ],
  examples: [
    {
      command: "echo 'pilot: {traceSampling: 5}' | meshwright values -f - --version 1.4.10",
      says: 'A MeshInstall that samples every twentieth trace',
    },
  ],
  load: async () => (await import('../../values.ts')).valuesCommand,
};
