import type { ObjectMeta } from './manifest.ts';
import type { MeshInstallSpec } from './spec/index.ts';
import type { MeshInstallStatus } from './status.ts';

/** API group, version and names of the MeshInstall resource. */
export const API = {
  group: 'meshwright.dev',
  version: 'v1alpha1',
  apiVersion: 'meshwright.dev/v1alpha1',
  kind: 'MeshInstall',
  plural: 'meshinstalls',
  singular: 'meshinstall',
  shortName: 'mi',
} as const;

/** Keeps a MeshInstall until its mesh is taken down in order. */
export const FINALIZER = 'meshwright.dev/ordered-deletion';

/** Our name in managedFields. */
export const FIELD_MANAGER = 'meshwright';

/** The name there of what people type, and that by which the server's audit log knows it. */
export const COMMAND_LINE_MANAGER = 'meshwright-cli';

/** Our name there while an object becomes ours: what it notes is taken over like that of any installer. */
export const ADOPTION_MANAGER = 'meshwright-adopt';

/** Namespaces that Kubernetes makes for itself. */
export const KUBERNETES_NAMESPACES = ['kube-system', 'kube-public', 'kube-node-lease'] as const;

/** How the operator is called: its Deployment, account, Lease, and the label `app.kubernetes.io/name` on all of them. */
export const OPERATOR_NAME = 'meshwright';

/** Namespace of the operator where nobody says otherwise (deploy/operator.yaml). */
export const OPERATOR_NAMESPACE = 'meshwright-system';

/** Where a mesh is whose spec names no namespace. */
const DEFAULT_NAMESPACE = 'istio-system';

/** The namespace of a mesh, read without validation. */
export const namespaceOf = ({ spec }: Pick<MeshInstall, 'spec'>): string => spec.namespace ?? DEFAULT_NAMESPACE;

/** A MeshInstall as it is in the cluster. */
export interface MeshInstall {
  apiVersion: typeof API.apiVersion;
  kind: typeof API.kind;
  metadata: ObjectMeta;
  spec: MeshInstallSpec;
  status?: MeshInstallStatus;
  [field: string]: unknown;
}
