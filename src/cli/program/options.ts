import { OPERATOR_NAMESPACE } from '../../api/meshinstall.ts';
import type { OptionDefinition } from './definition.ts';

/** Which cluster. */
export const CLUSTER: readonly OptionDefinition[] = [
  { flags: '--kubeconfig <path>', description: 'kubeconfig file (default: KUBECONFIG, the pod, ~/.kube/config)' },
  { flags: '--context <name>', description: 'context of the kubeconfig' },
];

/** Which cluster, as options bring it. */
export interface ClusterOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** A file with MeshInstalls. */
export const FILE: OptionDefinition = {
  flags: '-f, --file <path>',
  description: 'file with one or more MeshInstalls, - for standard input',
};

/** Which Kubernetes, where no cluster is asked. */
export const KUBE_VERSION: OptionDefinition = {
  flags: '-k, --kube-version <version>',
  description: 'Kubernetes to render for (default: the newest tested)',
};

/** Where the operator is, which webhooks of the mesh leave alone. */
export const OPERATOR: OptionDefinition = {
  flags: '--operator-namespace <name>',
  description: 'namespace of the operator, which the injector leaves alone',
  default: OPERATOR_NAMESPACE,
};

/** Where to look for the operator. */
export const OPERATOR_PLACE: OptionDefinition = {
  flags: '--operator-namespace <name>',
  description: 'namespace of the operator (default: wherever there is one)',
};

/** Where to look for the operator, as options bring it. */
export interface OperatorOptions {
  readonly operatorNamespace?: string;
}

/** How the result is printed; the first format is the default. */
export const output = (...formats: readonly [Format, ...Format[]]): OptionDefinition => ({
  flags: '-o, --output <format>',
  description: formats.length < 3 ? formats.join(' or ') : `${formats.slice(0, -1).join(', ')} or ${formats.at(-1)}`,
  default: formats[0],
  choices: formats,
});

/** A format of `--output`. */
export type Format = 'text' | 'table' | 'json' | 'yaml' | 'paths' | 'diff' | 'list' | 'markdown';

/** Asks nothing. */
export const YES: OptionDefinition = { flags: '-y, --yes', description: 'do not ask' };
