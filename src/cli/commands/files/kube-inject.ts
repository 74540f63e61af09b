import type { CommandDefinition } from '../../program/definition.ts';
import { CLUSTER } from '../../program/options.ts';

/** `meshwright kube-inject`. */
export const kubeInject: CommandDefinition = {
  name: 'kube-inject',
  summary: 'Put sidecars into manifests, where no webhook does it.',
  description: [
    'Prints the manifests with the sidecar of a mesh in the pods of Deployments, StatefulSets, DaemonSets, Jobs, ' +
      'CronJobs, ReplicaSets and Pods, by the same template and the same rules as the injector of its release; anything ' +
      'else stays as it is, in the same order, but without comments. What is left without a sidecar is said on ' +
      'standard error. Doing it twice changes nothing.',
  ],
  arguments: [{ usage: '[name]', description: 'MeshInstall in the cluster (default: the only one)' }],
  options: [
    { flags: '-f, --file <path>', description: 'file with manifests, - for standard input', required: true },
    { flags: '--mesh-file <path>', description: 'file with the MeshInstall, instead of asking a cluster' },
    ...CLUSTER,
  ],
  examples: [
    {
      command: 'meshwright kube-inject -f examples/app/web.yaml --mesh-file examples/demo.yaml',
      says: 'The manifests with sidecars, without a cluster',
    },
  ],
  load: async () => (await import('../../kube-inject.ts')).kubeInjectCommand,
};
