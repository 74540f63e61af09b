import type { Manifest } from '../../api/manifest.ts';
import { API } from '../../api/meshinstall.ts';
import { someOf } from '../../core/model/wording.ts';
import type { KubeClient } from '../../kube/operations.ts';
import type { SeenDeployment } from '../operator/deployments.ts';
import { findingsOf, type CheckFinding } from './finding.ts';

/** What an account may be asked for: `verb resource.group`, with the subresource after a slash. */
export const NEEDED_RIGHTS = [
  ...['list', 'watch', 'patch'].map((verb) => `${verb} ${API.plural}.${API.group}`),
  `patch ${API.plural}/status.${API.group}`,
  ...['get', 'create', 'patch'].map((verb) => `${verb} leases.coordination.k8s.io`),
  ...['list', 'watch', 'create', 'patch', 'delete'].flatMap((verb) => [
    `${verb} deployments.apps`,
    `${verb} daemonsets.apps`,
    `${verb} services.`,
    `${verb} configmaps.`,
    `${verb} serviceaccounts.`,
    `${verb} clusterroles.rbac.authorization.k8s.io`,
    `${verb} clusterrolebindings.rbac.authorization.k8s.io`,
    `${verb} mutatingwebhookconfigurations.admissionregistration.k8s.io`,
    `${verb} horizontalpodautoscalers.autoscaling`,
    `${verb} poddisruptionbudgets.policy`,
    `${verb} destinationrules.networking.istio.io`,
  ]),
  ...['list', 'watch', 'create', 'patch'].flatMap((verb) => [
    `${verb} customresourcedefinitions.apiextensions.k8s.io`,
    `${verb} namespaces.`,
  ]),
  ...['list', 'watch'].map((verb) => `${verb} pods.`),
  'create events.',
];

/** Whether the account of the operator may do what every mesh needs. Asks the apiserver, and changes nothing. */
export async function checkRights(
  client: Pick<KubeClient, 'create'>,
  { namespace, account }: SeenDeployment,
): Promise<CheckFinding> {
  const { ok, failed } = findingsOf('rights');
  const who = `${namespace}/${account}`;
  const answers = await Promise.all(NEEDED_RIGHTS.map((right) => isAllowed(client, { namespace, account }, right)));
  const missing = NEEDED_RIGHTS.filter((_, i) => answers[i] === false).map((right) => right.replace(/\.$/, ''));
  if (missing.length === 0) return ok(`${who} has the rights that every mesh needs`);
  return failed(`${who} may not ${someOf(missing)}`, 'apply the ClusterRole of the operator of the same release again');
}

async function isAllowed(
  client: Pick<KubeClient, 'create'>,
  { namespace, account }: Pick<SeenDeployment, 'namespace' | 'account'>,
  right: string,
): Promise<boolean> {
  const [, verb, resource, subresource, group] = /^(\w+) (\w+)(?:\/(\w+))?\.(.*)$/.exec(right) ?? [];
  // Leases are needed where the operator is, everything else anywhere.
  const place = resource === 'leases' ? { namespace } : {};
  const review = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    metadata: {} as Manifest['metadata'],
    spec: {
      user: `system:serviceaccount:${namespace}:${account}`,
      groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
      resourceAttributes: { ...place, group, resource, verb, ...(subresource !== undefined && { subresource }) },
    },
  };
  const { status } = (await client.create(review)) as { status?: { allowed?: boolean } };
  return status?.allowed === true;
}
