import { budgetsOver, workloadSpec } from '../../model/selector.ts';
import { listed, type Finding } from './finding.ts';
import type { PreflightInput } from './input.ts';

/**
 * Components with one pod, and a budget that lets no pod go. A rollout does not ask budgets, but whoever drains a node
 * meanwhile does, and waits for ever.
 */
export function disruptionBudgets({ manifests, live, budgets }: PreflightInput): Finding[] {
  const names = manifests.flatMap((manifest) => {
    const found = manifest.kind === 'Deployment' ? live(manifest) : undefined;
    if (found === undefined || (workloadSpec(found).replicas ?? 1) !== 1) return [];
    return budgetsOver(found, budgets).some(letsNoneGo) ? [found.metadata.name] : [];
  });
  if (names.length === 0) return [];
  return [
    {
      check: 'disruption-budgets',
      severity: 'warn',
      message: `one pod each, and a PodDisruptionBudget that lets none go: ${listed(names)}`,
      remedy: 'drain no node during the upgrade, or give them two replicas',
    },
  ];
}

function letsNoneGo({ status }: Record<string, unknown>): boolean {
  const { disruptionsAllowed, expectedPods } = (status ?? {}) as { disruptionsAllowed?: number; expectedPods?: number };
  return disruptionsAllowed === 0 && (expectedPods ?? 0) > 0;
}
