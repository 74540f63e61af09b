import type { Manifest } from '../../api/manifest.ts';
import { OPERATOR_NAME, OPERATOR_NAMESPACE } from '../../api/meshinstall.ts';
import { isWaitedFor, podProblem } from '../../core/readiness/pod-problem.ts';
import { isForbidden } from '../../kube/errors.ts';
import type { KubeClient, KindRef } from '../../kube/operations.ts';

/** A Deployment of the operator, as somebody sees it who may be allowed to see little. */
export interface SeenDeployment {
  readonly namespace: string;
  readonly name: string;
  /** The account that its pods act as. */
  readonly account: string;
  readonly wanted: number;
  readonly ready: number;
  /** As its label says. */
  readonly version?: string;
  /** Its pods elect a leader. */
  readonly elects: boolean;
  /** Why pods are not ready; undefined also where nobody says. */
  readonly problem?: string;
}

/** On everything of the operator, however it was installed. */
export const OPERATOR_SELECTOR = `app.kubernetes.io/name=${OPERATOR_NAME}`;

const DEPLOYMENT: KindRef = { apiVersion: 'apps/v1', kind: 'Deployment' };
const POD: KindRef = { apiVersion: 'v1', kind: 'Pod' };

/** What every apiserver fills in. */
interface DeploymentObject extends Manifest {
  readonly spec: {
    readonly replicas: number;
    readonly template: {
      readonly spec: { readonly serviceAccountName?: string; readonly containers: readonly { args?: string[] }[] };
    };
  };
  readonly status: {
    readonly readyReplicas?: number;
    readonly conditions?: readonly { type: string; status: string; message?: string }[];
  };
}

/**
 * The Deployments of the operator: in a namespace, or wherever there are any; where only one namespace may be read, in
 * the usual one. @throws ApiError, with 403 where not even that may be read
 */
export async function sightDeployments(
  client: Pick<KubeClient, 'list'>,
  namespace: string | undefined,
): Promise<SeenDeployment[]> {
  const objects = await operatorDeployments(client, namespace);
  return Promise.all(objects.map((object) => seenDeployment(client, object)));
}

/** The same as they are. @throws ApiError, with 403 where they may not be read */
export async function operatorDeployments(
  client: Pick<KubeClient, 'list'>,
  namespace?: string,
): Promise<DeploymentObject[]> {
  const inside = (place: string) =>
    client.list<DeploymentObject>(DEPLOYMENT, { namespace: place, labelSelector: OPERATOR_SELECTOR });
  if (namespace !== undefined) return (await inside(namespace)).items;
  try {
    return (await client.list<DeploymentObject>(DEPLOYMENT, { labelSelector: OPERATOR_SELECTOR })).items;
  } catch (error) {
    if (!isForbidden(error)) throw error;
    return (await inside(OPERATOR_NAMESPACE)).items;
  }
}

async function seenDeployment(client: Pick<KubeClient, 'list'>, object: DeploymentObject): Promise<SeenDeployment> {
  const { metadata, spec, status } = object;
  const { namespace = '', name, labels: { 'app.kubernetes.io/version': version } = {} } = metadata;
  const { serviceAccountName: account = 'default', containers } = spec.template.spec;
  const { readyReplicas: ready = 0 } = status;
  const problem = ready < spec.replicas ? await problemOf(client, object) : undefined;
  return {
    namespace,
    name,
    account,
    wanted: spec.replicas,
    ready,
    ...(version !== undefined && { version }),
    elects: !containers.some(({ args = [] }) => args.includes('--no-leader-elect')),
    ...(problem !== undefined && { problem }),
  };
}

/** What the first of its pods says that has a reason, or why there is none. */
async function problemOf(
  client: Pick<KubeClient, 'list'>,
  { metadata, status }: DeploymentObject,
): Promise<string | undefined> {
  const { namespace = '' } = metadata;
  const failure = status.conditions?.find(({ type }) => type === 'ReplicaFailure')?.message;
  try {
    const { items } = await client.list(POD, { namespace, labelSelector: OPERATOR_SELECTOR });
    return items.filter(isWaitedFor).flatMap((pod) => podProblem(pod) ?? [])[0] ?? failure;
  } catch (error) {
    if (!isForbidden(error)) throw error;
    return failure;
  }
}
