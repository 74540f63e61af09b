import { serves, type Capabilities } from '../../api/capabilities.ts';
import { timestamp } from '../../api/conditions.ts';
import type { Manifest } from '../../api/manifest.ts';
import type { ResolvedSpec } from '../../api/resolved.ts';
import type { CurrentProxy } from '../../core/data-plane/proxy-stats.ts';
import { workloadKey, type Proxy, type WorkloadRef } from '../../core/model/proxy.ts';
import {
  isRollingOut,
  planRestart,
  RESTARTED_AT,
  RESTARTED_FOR,
  staleWorkloads,
  type RestartPlan,
} from '../../core/data-plane/restart.ts';
import type { RestartReport } from '../../core/data-plane/restart-report.ts';
import { describeObject } from '../../core/model/object-id.ts';
import { FIELD_MANAGER } from '../../api/meshinstall.ts';
import { ApiError, isConflict, isForbidden, isNotFound } from '../../kube/errors.ts';
import type { KubeClient } from '../../kube/operations.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { LiveCache } from '../caches/live-cache.ts';
import type { ProxyCache } from '../caches/proxy-cache.ts';
import type { EventTeller, Subject } from '../pass/subject.ts';

/** What restarting works with. */
export interface RestartContext extends Subject, EventTeller {
  readonly client: Pick<KubeClient, 'list' | 'patch'>;
  readonly capabilities: Capabilities;
  readonly cache: Pick<LiveCache, 'installs'>;
  readonly proxies: Pick<ProxyCache, 'of'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Which of our roles has what only restarts need. */
const RIGHTS =
  'restarts have a role of their own: apply deploy/options/restart.yaml, ' +
  'or the kustomize component restart, or set restartRights=true in the Helm chart';

/** Kinds that replace their pods when their template changes. */
const KINDS = ['Deployment', 'DaemonSet', 'StatefulSet'];

/**
 * Restarts the next batch of workloads whose sidecars are not of the installed release, if it is time for one. What was
 * restarted is read from the cluster, so that another operator may go on with it.
 * @returns what became of it; undefined when no proxy is stale, or the pods have not been read
 */
export async function restartStale(
  pass: RestartContext,
  spec: ResolvedSpec,
  current: CurrentProxy,
): Promise<RestartReport | undefined> {
  const { maxUnavailable, namespaces } = spec.upgrade.dataPlane;
  const stale = staleOf(pass, spec, current);
  if (stale.length === 0) return undefined;
  try {
    const [workloads, budgets] = await Promise.all([workloadsOf(pass, stale, current.version), budgetsOf(pass, stale)]);
    // Read again: what was listed may be newer than what we knew before.
    const proxies = proxiesOf(pass, spec);
    const now = new Date(pass.clock.now());
    const plan = planRestart({ proxies, current, workloads, budgets, maxUnavailable, namespaces, now });
    return isEmpty(plan) && staleOf(pass, spec, current).length === 0
      ? undefined
      : await restartBatch(pass, plan, current.version);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const failed = isForbidden(error) ? `${error.message}; ${RIGHTS}` : error.message;
    return { restarting: [], skipReasons: [], left: stale.length, failed };
  }
}

/** Workloads with stale proxies that may be restarted. */
export const staleOf = (pass: RestartContext, spec: ResolvedSpec, current: CurrentProxy): WorkloadRef[] =>
  staleWorkloads(proxiesOf(pass, spec), current, spec.upgrade.dataPlane.namespaces);

const proxiesOf = ({ proxies, cache }: RestartContext, { namespace }: ResolvedSpec): Proxy[] =>
  proxies.of(namespace, cache.installs().length === 1) ?? [];

async function restartBatch(pass: RestartContext, plan: RestartPlan, version: string): Promise<RestartReport> {
  const { batch, underWay, postponed, impossible, left, failed } = plan;
  if (batch.length > 0) {
    const names = batch.map(describeObject);
    pass.log.info({ workloads: names, version }, 'restarting workloads');
    await Promise.all(batch.map((workload) => restart(pass, workload, version)));
    const message = `restarting for the sidecar of Istio ${version}: ${names.slice(0, MOST_TOLD).join(', ')}`;
    pass.recordEvent(pass.install, {
      type: 'Normal',
      reason: 'RestartingWorkloads',
      message: message + more(names.length),
    });
  }
  const restarting = [...underWay.map(workloadKey), ...batch.map(describeObject)];
  const [first] = failed;
  return {
    restarting,
    left,
    skipReasons: [...postponed, ...impossible],
    ...(postponed.length > 0 && { isPostponed: true }),
    ...(first !== undefined && { failed: `${workloadKey(first.workload)}: ${first.why}` }),
  };
}

const isEmpty = ({ batch, underWay, failed, postponed, impossible }: RestartPlan): boolean =>
  [batch, underWay, failed, postponed, impossible].every((list) => list.length === 0);

/** Names in an Event, which holds 1024 characters. */
const MOST_TOLD = 5;
const more = (count: number): string => (count > MOST_TOLD ? ` and ${count - MOST_TOLD} more` : '');

/** As `kubectl rollout restart` does: an annotation on the template, and the workload's own controller does the rest. */
async function restart({ client, clock, signal }: RestartContext, workload: Manifest, version: string): Promise<void> {
  const { apiVersion, kind, metadata } = workload;
  const { name, namespace, resourceVersion } = metadata;
  const ref = { apiVersion, kind, name, ...(namespace !== undefined && { namespace }) };
  const annotations = { [RESTARTED_FOR]: version, [RESTARTED_AT]: timestamp(new Date(clock.now())) };
  // Only what was looked at: somebody may have changed it since, and then it has another turn.
  const body = { metadata: { resourceVersion }, spec: { template: { metadata: { annotations } } } };
  try {
    await client.patch(ref, body, { type: 'merge', fieldManager: FIELD_MANAGER, signal });
  } catch (error) {
    if (!isConflict(error) && !isNotFound(error)) throw error;
  }
}

/** Workloads that are stale or rolling out, as they are now; of all others nothing is kept. */
async function workloadsOf(
  { client, clock, signal }: RestartContext,
  stale: readonly WorkloadRef[],
  version: string,
): Promise<Manifest[]> {
  const wanted = new Set(stale.map(workloadKey));
  const now = new Date(clock.now());
  const transform = (object: Manifest): Manifest | undefined =>
    wanted.has(describeObject(object)) || isRollingOut(object, version, now) ? object : undefined;
  const kinds = KINDS.filter((kind) => stale.some((ref) => ref.kind === kind));
  const lists = await Promise.all(
    kinds.map((kind) => client.list({ apiVersion: 'apps/v1', kind }, { transform, signal })),
  );
  return lists.flatMap(({ items }) => items);
}

async function budgetsOf({ client, capabilities, signal }: RestartContext, stale: readonly WorkloadRef[]) {
  const namespaces = new Set(stale.map(({ namespace }) => namespace));
  const transform = (budget: Manifest): Manifest | undefined =>
    namespaces.has(budget.metadata.namespace ?? '') ? budget : undefined;
  const apiVersion = serves(capabilities, 'policy/v1', 'PodDisruptionBudget') ? 'policy/v1' : 'policy/v1beta1';
  return (await client.list({ apiVersion, kind: 'PodDisruptionBudget' }, { transform, signal })).items;
}
