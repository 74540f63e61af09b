import type { KindRef } from '../../kube/operations.ts';

const RBAC = 'rbac.authorization.k8s.io/v1';

/** What the chart istio-init labels with its own name and no release (Istio 1.1 to 1.4). */
export const OF_INIT: { readonly selector: string; readonly kinds: readonly KindRef[] } = {
  selector: 'app=istio-init',
  kinds: [
    { apiVersion: 'v1', kind: 'ServiceAccount' },
    { apiVersion: RBAC, kind: 'ClusterRole' },
    { apiVersion: RBAC, kind: 'ClusterRoleBinding' },
  ],
};

/** The release that the installation guide of Istio 1.1 to 1.4 gives the chart istio-init. */
export const INIT_RELEASE = 'istio-init';

/** What the charts of Istio 1.1 to 1.4 make without a label that says so, by name. */
export const UNLABELLED: readonly (KindRef & { readonly name: RegExp; readonly clusterWide?: true })[] = [
  { apiVersion: 'batch/v1', kind: 'Job', name: /^istio-init-crd-\d/ },
  { apiVersion: 'v1', kind: 'ConfigMap', name: /^istio-crd-\d+$/ },
  { apiVersion: 'v1', kind: 'ServiceAccount', name: /^istio-multi$/ },
  { apiVersion: RBAC, kind: 'Role', name: /^istio-ingressgateway-sds$/ },
  { apiVersion: RBAC, kind: 'RoleBinding', name: /^istio-ingressgateway-sds$/ },
  { apiVersion: RBAC, kind: 'ClusterRole', name: /^istio-reader$/, clusterWide: true },
  { apiVersion: RBAC, kind: 'ClusterRoleBinding', name: /^istio-multi$/, clusterWide: true },
];
