import { LABELS, PULL_SECRETS_ANNOTATION } from '../../src/api/components.ts';
import type { Mesh } from '../mesh.ts';
import { ipFamiliesOf } from './ip-families.ts';
import type { Labels, Manifest, PolicyRule, ServiceSpec } from './types.ts';

/** A namespaced object in the mesh's namespace. */
export function namespaced(mesh: Mesh, apiVersion: string, kind: string, name: string, labels: Labels): Manifest {
  return { apiVersion, kind, metadata: { name, namespace: mesh.spec.namespace, labels } };
}

/** A cluster-scoped object. */
export function clusterScoped(apiVersion: string, kind: string, name: string, labels: Labels): Manifest {
  return { apiVersion, kind, metadata: { name, labels } };
}

/** A ServiceAccount with the mesh's pull secrets, noted beside the list because others may add theirs to it. */
export function serviceAccount(mesh: Mesh, name: string, labels: Labels): Manifest {
  const { pullSecrets } = mesh.spec.images;
  const account = namespaced(mesh, 'v1', 'ServiceAccount', name, labels);
  if (pullSecrets.length === 0) return account;
  const annotations = { [PULL_SECRETS_ANNOTATION]: pullSecrets.join(',') };
  return {
    ...account,
    metadata: { ...account.metadata, annotations },
    imagePullSecrets: pullSecrets.map((secret) => ({ name: secret })),
  };
}

/** A ConfigMap; data in the given order. */
export function configMap(mesh: Mesh, name: string, labels: Labels, data: Record<string, string>): Manifest {
  return { ...namespaced(mesh, 'v1', 'ConfigMap', name, labels), data };
}

/** A Service, of the IP families of spec.defaults unless it says otherwise; with annotations when there are any. */
export function service(
  mesh: Mesh,
  name: string,
  labels: Labels,
  spec: ServiceSpec,
  annotations: Record<string, string> = {},
): Manifest {
  const object = namespaced(mesh, 'v1', 'Service', name, labels);
  if (Object.keys(annotations).length > 0) object.metadata.annotations = annotations;
  return { ...object, spec: { ...ipFamiliesOf(mesh.spec.defaults.service), ...spec } };
}

/** A ClusterRole and its binding to one ServiceAccount of the mesh's namespace. */
export function clusterAccess(
  mesh: Mesh,
  names: { role: string; binding: string; account: string },
  labels: Labels,
  rules: PolicyRule[],
): Manifest[] {
  const rbac = 'rbac.authorization.k8s.io';
  return [
    { ...clusterScoped(`${rbac}/v1`, 'ClusterRole', names.role, labels), rules },
    {
      ...clusterScoped(`${rbac}/v1`, 'ClusterRoleBinding', names.binding, labels),
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: names.role },
      subjects: [{ kind: 'ServiceAccount', name: names.account, namespace: mesh.spec.namespace }],
    },
  ];
}

/** Access rules, compactly: what may be done to which resources of which API groups. */
export function rule(apiGroups: string[], resources: string[], verbs: string[]): PolicyRule {
  return { apiGroups, resources, verbs };
}

/** The verbs of a reader. */
export const READ = ['get', 'list', 'watch'];

/**
 * A copy that says which mesh and which component it belongs to. CRDs name no mesh: all meshes of a cluster share them,
 * and none may take them away.
 */
export function owned(manifest: Manifest, mesh: string, component: string): Manifest {
  const labels = {
    ...manifest.metadata.labels,
    [LABELS.managedBy]: 'meshwright',
    ...(manifest.kind !== 'CustomResourceDefinition' && { [LABELS.mesh]: mesh }),
    [LABELS.component]: component,
  };
  return { ...manifest, metadata: { ...manifest.metadata, labels } };
}
