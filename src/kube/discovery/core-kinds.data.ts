import type { ServedKind } from '../operations.ts';

const core = (
  kind: string,
  resource: string,
  namespaced: boolean,
  subresources: readonly string[] = [],
): ServedKind => ({
  apiVersion: 'v1',
  kind,
  resource,
  namespaced,
  subresources,
});

/**
 * The kinds of the core group: the same on every Kubernetes from 1.9 to today, so they need no discovery.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/
 */
export const CORE_KINDS: readonly ServedKind[] = [
  core('ConfigMap', 'configmaps', true),
  core('Endpoints', 'endpoints', true),
  core('Event', 'events', true),
  core('LimitRange', 'limitranges', true),
  core('Namespace', 'namespaces', false, ['finalize', 'status']),
  core('Node', 'nodes', false, ['proxy', 'status']),
  core('PersistentVolume', 'persistentvolumes', false, ['status']),
  core('PersistentVolumeClaim', 'persistentvolumeclaims', true, ['status']),
  core('Pod', 'pods', true, ['attach', 'binding', 'eviction', 'exec', 'log', 'portforward', 'proxy', 'status']),
  core('PodTemplate', 'podtemplates', true),
  core('ReplicationController', 'replicationcontrollers', true, ['scale', 'status']),
  core('ResourceQuota', 'resourcequotas', true, ['status']),
  core('Secret', 'secrets', true),
  core('Service', 'services', true, ['proxy', 'status']),
  core('ServiceAccount', 'serviceaccounts', true, ['token']),
];

/**
 * The kind that leaders are elected with, on every Kubernetes since 1.14: to keep the lead must not depend on how long
 * discovery takes.
 */
export const LEASE: ServedKind = {
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  resource: 'leases',
  namespaced: true,
  subresources: [],
};
