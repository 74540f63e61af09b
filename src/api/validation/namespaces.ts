import type { SpecProblem } from '../errors.ts';
import { KUBERNETES_NAMESPACES, namespaceOf, OPERATOR_NAMESPACE, type MeshInstall } from '../meshinstall.ts';
import type { MeshInstallSpec } from '../spec/index.ts';

const OF_KUBERNETES = 'belongs to Kubernetes, which a mesh that fails there would take down';

/** Where nobody can mean a mesh to be, and why. The CRD says the same (see NAMESPACE_CHOICE_RULE). */
const REFUSED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(KUBERNETES_NAMESPACES.map((name) => [name, OF_KUBERNETES])),
  default: 'is where objects land whose namespace nobody chose, and they would become part of the control plane',
};

const OF_OPERATOR = 'is that of the operator, whose pods would share the life of what it installs and deletes';

/** Those that are the same in every cluster. */
export const MISTAKEN_NAMESPACES: readonly string[] = Object.keys(REFUSED).sort();

/** What is known of the place that a spec is for. */
export interface Place {
  /** Default: OPERATOR_NAMESPACE. */
  readonly operatorNamespace?: string | undefined;
  /** A mesh that is there already stays: its namespace cannot be changed, and left alone it would only go stale. */
  readonly isInstalled?: boolean;
}

/** A namespace that cannot be meant. */
export function namespaceProblems(spec: MeshInstallSpec, place: Place): SpecProblem[] {
  const { operatorNamespace = OPERATOR_NAMESPACE, isInstalled = false } = place;
  const namespace = namespaceOf({ spec });
  const reason = namespace === operatorNamespace ? OF_OPERATOR : REFUSED[namespace];
  if (isInstalled || reason === undefined) return [];
  const message = `${reason}; choose a namespace for the mesh alone, such as istio-system.`;
  return [{ field: 'spec.namespace', value: namespace, message }];
}

/** True when something of the mesh is in the cluster. */
export const isInstalled = ({ status }: MeshInstall): boolean => (status?.inventory ?? []).length > 0;
