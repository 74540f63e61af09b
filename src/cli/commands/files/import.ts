import type { CommandDefinition } from '../../program/definition.ts';
import { output } from '../../program/options.ts';

/** `meshwright import`. */
export const importFiles: CommandDefinition = {
  name: 'import',
  alias: 'values',
  summary: 'Turn files of other installers into a MeshInstall.',
  description: [
    'Reads Helm values of the official charts, IstioControlPlane (istioctl 1.4), Istio (Banzai Cloud), ' +
      'ServiceMeshControlPlane (Maistra), and HelmRelease (Flux), HelmChart (K3s) and Application (Argo CD) with a ' +
      'chart of Istio, and recognises them by apiVersion and kind. Several files are merged as Helm merges them.',
    'What the MeshInstall cannot say is listed on standard error, with the reason; that is no failure.',
  ],
  options: [
    { flags: '-f, --file <path>', description: 'file, - for standard input', required: true, repeatable: true },
    { flags: '--set <key=value>', description: 'a value over those of the files, as of helm --set', repeatable: true },
    { flags: '--set-string <key=value>', description: 'the same, but the value stays text', repeatable: true },
    { flags: '--version <version>', description: 'Istio version, for example 1.4.10 (default: what the files say)' },
    { flags: '--name <name>', description: 'name of the MeshInstall', default: 'mesh' },
    { flags: '--profile <profile>', description: 'profile to start from (default: what the files say, or default)' },
    output('yaml', 'json'),
  ],
  examples: [
    {
      command: "echo 'pilot: {traceSampling: 5}' | meshwright import -f - --version 1.4.10",
      says: 'A MeshInstall that samples every twentieth trace',
    },
  ],
  load: async () => (await import('../../import/import.ts')).importCommand,
};
