import { withLiveSelector } from '../../ownership/adoption.ts';
import { describeObject } from '../../model/object-id.ts';
import { podLabels, selects, workloadSpec } from '../../model/selector.ts';
import { listed, type Finding } from './finding.ts';
import type { PreflightInput } from './input.ts';

/**
 * Selectors of workloads are immutable: one that does not select the new pods stands in the way of them. Deployments
 * are recreated beside their old pods; of a DaemonSet, two pods on a node would get into each other's way.
 */
export function selectors({ manifests, live }: PreflightInput): Finding[] {
  const stuck = manifests.filter((manifest) => {
    const found = manifest.kind === 'DaemonSet' ? live(manifest) : undefined;
    return found !== undefined && !selects(workloadSpec(found).selector, podLabels(withLiveSelector(manifest, found)));
  });
  if (stuck.length === 0) return [];
  return [
    {
      check: 'selectors',
      severity: 'block',
      message: `selectors that cannot be changed do not select the new pods: ${listed(stuck.map(describeObject))}`,
      remedy:
        'delete these with --cascade=orphan; they are recreated, and their old pods are yours to delete after that',
    },
  ];
}
