import { kindsLost } from '../../../../charts/index.ts';
import { LABELS } from '../../../api/components.ts';
import { serves, type Capabilities } from '../../../api/capabilities.ts';
import type { Manifest } from '../../../api/manifest.ts';
import { isPodOwner } from '../../../core/model/workloads.ts';
import type { PreflightInput, UnreadObjects } from '../../../core/upgrade/preflight/index.ts';
import { objectKey } from '../../../kube/watch/store.ts';
import { KindNotServedError } from '../../../kube/errors.ts';
import type { KindRef, KubeClient, ListOptions } from '../../../kube/operations.ts';
import type { Clock } from '../../../runtime/clock.ts';
import { nodesSeen } from './nodes.ts';

/** What a preflight has to ask the cluster for, because nobody follows it. */
export type PreflightInputs = Pick<PreflightInput, 'unread' | 'budgets' | 'quotas' | 'nodes'>;

/** Whom to ask, and about what. */
export interface PreflightInputsRequest {
  readonly client: Pick<KubeClient, 'list'>;
  readonly capabilities: Capabilities;
  readonly from: string;
  readonly to: string;
  readonly manifests: readonly Manifest[];
  readonly signal?: AbortSignal;
}

/** Asks for what stands in the way of a hop. @throws ApiError when something may not be read */
export async function preflightInputs(request: PreflightInputsRequest): Promise<PreflightInputs> {
  const { from, to, manifests, capabilities } = request;
  const namespaces = workloadNamespaces(manifests);
  const budgetApi = serves(capabilities, 'policy/v1', 'PodDisruptionBudget') ? 'policy/v1' : 'policy/v1beta1';
  const inNamespaces = async (kind: KindRef): Promise<Manifest[]> =>
    (await Promise.all(namespaces.map((namespace) => found(request, kind, { namespace })))).flat();
  const [unread, budgets, quotas, nodes] = await Promise.all([
    Promise.all(kindsLost(from, to).map((kind) => unreadOf(request, kind))),
    inNamespaces({ apiVersion: budgetApi, kind: 'PodDisruptionBudget' }),
    inNamespaces({ apiVersion: 'v1', kind: 'ResourceQuota' }),
    nodesSeen(request.client, request.signal),
  ]);
  return { unread: unread.filter(({ names }) => names.length > 0), budgets, quotas, nodes };
}

/** The namespaces in which a mesh runs pods. */
function workloadNamespaces(manifests: readonly Manifest[]): string[] {
  return [...new Set(manifests.filter(isPodOwner).flatMap(({ metadata }) => metadata.namespace ?? []))];
}

/** Names only, and none of ours: the hop replaces those. */
async function unreadOf(
  request: PreflightInputsRequest,
  lost: ReturnType<typeof kindsLost>[number],
): Promise<UnreadObjects> {
  const { group, version, kind, becomes } = lost;
  const transform = (object: Manifest): Manifest | undefined =>
    object.metadata.labels?.[LABELS.mesh] === undefined ? object : undefined;
  const objects = await found(request, { apiVersion: `${group}/${version}`, kind }, { metadataOnly: true, transform });
  return { kind, names: objects.map(({ metadata }) => objectKey(metadata)), ...(becomes !== undefined && { becomes }) };
}

/** A kind that is not served has no objects. */
async function found(
  { client, signal }: PreflightInputsRequest,
  kind: KindRef,
  options: ListOptions,
): Promise<Manifest[]> {
  try {
    return (await client.list(kind, { ...options, ...(signal && { signal }) })).items;
  } catch (error) {
    if (error instanceof KindNotServedError) return [];
    throw error;
  }
}

/** A hop that is blocked is looked at with every change in the cluster: the cluster is asked no more often than this. */
const REMEMBERED_MS = 10_000;

/** The same, with the last answer for each hop remembered for a while. */
export function cachedPreflightInputs(clock: Clock): typeof preflightInputs {
  const remembered = new Map<string, { readonly answer: PreflightInputs; readonly until: number }>();
  return async (request) => {
    const { from, to, manifests } = request;
    const key = `${from} > ${to} in ${workloadNamespaces(manifests).join()}`;
    const last = remembered.get(key);
    if (last !== undefined && clock.elapsed() < last.until) return last.answer;
    const answer = await preflightInputs(request);
    for (const [known, { until }] of remembered) if (until <= clock.elapsed()) remembered.delete(known);
    remembered.set(key, { answer, until: clock.elapsed() + REMEMBERED_MS });
    return answer;
  };
}
