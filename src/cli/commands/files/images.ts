import type { CommandDefinition } from '../../program/definition.ts';
import { CLUSTER, KUBE_VERSION, OPERATOR_PLACE, output } from '../../program/options.ts';

/** `meshwright images`. */
export const images: CommandDefinition = {
  name: 'images',
  summary: 'List every image that nodes pull for a mesh, and where to mirror it.',
  description: [
    'Those of the pods of the mesh and of its sidecars; on the way from one release to another, those of every stop.',
    'With --to, or where spec.images.mirrors says so, -o list prints two references a line, from and to, for a tool ' +
      'that copies images.',
  ],
  arguments: [{ usage: '[name]', description: 'MeshInstall in the cluster (default: the only one)' }],
  options: [
    { flags: '-f, --file <path>', description: 'file with the MeshInstall, - for standard input' },
    {
      flags: '--installed <version>',
      description: 'release to come from, for the stops of the way (default: what the cluster has, or none)',
    },
    { flags: '--to <registry>', description: 'registry and folder to mirror into' },
    { flags: '--from <registry>', description: 'only mirror what comes from there, such as docker.io/istio' },
    { flags: '--digests', description: 'ask the registries for the digest of each image' },
    { ...KUBE_VERSION, description: 'Kubernetes to render for without a cluster (default: the newest tested)' },
    OPERATOR_PLACE,
    ...CLUSTER,
    output('table', 'list', 'json', 'yaml'),
  ],
  examples: [
    { command: 'meshwright images -f examples/demo.yaml', says: 'What a new mesh needs' },
    {
      command: 'meshwright images -f examples/demo.yaml --installed 1.2.10 --to r.example.com',
      says: 'Where to copy what an upgrade needs',
    },
  ],
  load: async () => (await import('../../images/images.ts')).imagesCommand,
};
