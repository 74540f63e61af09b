import type { Manifest } from '../../../api/manifest.ts';
import { amountOf } from '../../../api/quantity.ts';
import { rolloutLimits } from '../../readiness/rollout.ts';
import { workloadSpec } from '../../model/selector.ts';
import { listed, type Finding } from './finding.ts';
import type { PreflightInput } from './input.ts';

type Amounts = Readonly<Record<string, string | number>>;

/** Rollouts that start a new pod before an old one goes need room for it under the quotas of the namespace. */
export function surgeRoom({ manifests, live, quotas }: PreflightInput): Finding[] {
  const cramped = manifests.flatMap((manifest) => {
    if (manifest.kind !== 'Deployment' || live(manifest) === undefined || !needsSurge(manifest)) return [];
    const short = quotas.filter(isPlain).flatMap((quota) => shortages(manifest, quota));
    return short.length === 0 ? [] : [`${manifest.metadata.name} (${short.join(', ')})`];
  });
  if (cramped.length === 0) return [];
  return [
    {
      check: 'surge-room',
      severity: 'block',
      message: `no room under a ResourceQuota for one more pod of ${listed(cramped)}`,
      remedy: 'raise the quota, or let their old pods go first with rollout.maxUnavailable',
    },
  ];
}

/** True for a rollout that cannot even begin without another pod. */
function needsSurge(workload: Manifest): boolean {
  const { surge, unavailable } = rolloutLimits(workload);
  return surge > 0 && unavailable === 0;
}

/** Quotas with a scope count some pods and not others: they are left to the apiserver. */
function isPlain({ spec }: Record<string, unknown>): boolean {
  const { scopes, scopeSelector } = (spec ?? {}) as { scopes?: unknown; scopeSelector?: unknown };
  return scopes === undefined && scopeSelector === undefined;
}

function shortages(workload: Manifest, quota: Manifest): string[] {
  const { hard = {}, used = {} } = (quota['status'] ?? {}) as { hard?: Amounts; used?: Amounts };
  return Object.entries(hard).flatMap(([resource, limit]) => {
    const need = needOf(workload, resource);
    const room = (amountOf(limit) ?? Infinity) - (amountOf(used[resource]) ?? 0);
    return need > room ? [`${resource} of ${quota.metadata.namespace ?? ''}/${quota.metadata.name}`] : [];
  });
}

/** What one more pod takes of a resource as quotas name it (Kubernetes, "Resource Quotas"). */
function needOf(workload: Manifest, resource: string): number {
  if (resource === 'pods' || resource === 'count/pods') return 1;
  const [list = '', name = ''] = resource.includes('.') ? resource.split('.', 2) : ['requests', resource];
  if (list !== 'requests' && list !== 'limits') return 0;
  const containers = workloadSpec(workload).template?.spec?.containers ?? [];
  return containers.reduce((sum, { resources }) => sum + (amountOf(resources?.[list]?.[name]) ?? 0), 0);
}
