import type { Manifest } from '../../api/manifest.ts';
import { rolloutLimits } from '../readiness/rollout.ts';
import { budgetsOver } from '../model/selector.ts';

/**
 * How many pods PodDisruptionBudgets let go. A rollout does not ask them, so that we do: for all workloads that are
 * restarted together, because several may stand under one budget.
 */
export class Allowances {
  readonly #budgets: readonly Manifest[];
  readonly #left = new Map<Manifest, number>();

  constructor(budgets: readonly Manifest[]) {
    this.#budgets = budgets;
    for (const budget of budgets) this.#left.set(budget, allowedBy(budget));
  }

  /**
   * Takes what the rollout of a workload may need.
   * @returns the budget that does not have it, as `namespace/name`; undefined when all have
   */
  take(workload: Manifest): string | undefined {
    const { unavailable } = rolloutLimits(workload);
    const over = budgetsOver(workload, this.#budgets);
    const tight = over.find((budget) => (this.#left.get(budget) ?? 0) < unavailable);
    if (tight !== undefined) return `${tight.metadata.namespace ?? ''}/${tight.metadata.name}`;
    for (const budget of over) this.#left.set(budget, (this.#left.get(budget) ?? 0) - unavailable);
    return undefined;
  }
}

function allowedBy({ status }: Record<string, unknown>): number {
  return (status as { disruptionsAllowed?: number } | undefined)?.disruptionsAllowed ?? 0;
}
