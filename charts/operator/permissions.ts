import type { Manifest } from '../../src/api/manifest.ts';
import { OPERATOR_LABELS, OPERATOR_NAME, type Rule } from './settings.ts';

const RBAC = 'rbac.authorization.k8s.io';

/** The account of the operator. */
export const operatorAccount = (namespace: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: OPERATOR_NAME, namespace, labels: OPERATOR_LABELS },
});

/** A ClusterRole, and the binding that gives it to the operator. */
export function operatorRole(name: string, rules: readonly Rule[], namespace: string): [Manifest, Manifest] {
  const metadata = { name, labels: OPERATOR_LABELS };
  return [
    { apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', metadata, rules },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRoleBinding',
      metadata,
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name },
      subjects: [accountIn(namespace)],
    },
  ];
}

/** Keeps the Lease by which replicas elect a leader: in their own namespace only. */
export function leaderElectionRole(namespace: string): [Manifest, Manifest] {
  const metadata = { name: `${OPERATOR_NAME}-leader-election`, namespace, labels: OPERATOR_LABELS };
  const rules: Rule[] = [
    { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create', 'get', 'patch'] },
  ];
  const roleRef = { apiGroup: RBAC, kind: 'Role', name: metadata.name };
  return [
    { apiVersion: `${RBAC}/v1`, kind: 'Role', metadata, rules },
    { apiVersion: `${RBAC}/v1`, kind: 'RoleBinding', metadata, roleRef, subjects: [accountIn(namespace)] },
  ];
}

const accountIn = (namespace: string) => ({ kind: 'ServiceAccount', name: OPERATOR_NAME, namespace });

/**
 * What `spec.upgrade.dataPlane.restart: Rolling` needs beyond the role of the operator, which may change Deployments and
 * DaemonSets for its own sake.
 */
export const restartRole = (namespace: string): [Manifest, Manifest] =>
  operatorRole(
    `${OPERATOR_NAME}-restart`,
    [{ apiGroups: ['apps'], resources: ['statefulsets'], verbs: ['list', 'patch'] }],
    namespace,
  );
