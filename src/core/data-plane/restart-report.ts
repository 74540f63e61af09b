import type { ConditionInput } from '../../api/conditions.ts';
import { workloadKey } from '../model/proxy.ts';
import { someOf } from '../model/wording.ts';
import type { SkipReason } from './restart.ts';

/** What became of stale proxies that are to be restarted. */
export interface RestartReport {
  /** Workloads whose pods are being replaced, as `Deployment shop/reviews`. */
  readonly restarting: readonly string[];
  /** Workloads that wait for a later batch. */
  readonly left: number;
  /** Workloads that were not restarted, and why. */
  readonly skipReasons: readonly SkipReason[];
  /** The time of some of them may come without anybody's doing. */
  readonly isPostponed?: boolean;
  /** Why no further batch is begun. */
  readonly failed?: string;
}

/** Why proxies are not up to date, where workloads are restarted: reason and a sentence. */
export function restartCondition(report: RestartReport): Pick<ConditionInput, 'reason' | 'message'> {
  const { restarting, left, skipReasons, isPostponed, failed } = report;
  if (failed !== undefined) return { reason: 'RestartFailed', message: `no more restarts, because of ${failed}` };
  if (restarting.length > 0) {
    const then = left > 0 ? `, then ${left} more workloads` : '';
    return { reason: 'Restarting', message: `restarting ${someOf(restarting)}${then}` };
  }
  const why = skipReasons.map(({ workload, why: excuse }) => `${workloadKey(workload)}: ${excuse}`);
  if (isPostponed === true) return { reason: 'RestartPostponed', message: `not restarted yet: ${someOf(why)}` };
  if (why.length > 0) return { reason: 'RestartImpossible', message: `cannot be restarted: ${someOf(why)}` };
  return {
    reason: 'RestartImpossible',
    message: 'nothing restarts pods that no Deployment, DaemonSet or StatefulSet has',
  };
}

/** True when nobody but a person can get further. */
export const isStuck = ({ restarting, left, isPostponed, failed }: RestartReport): boolean =>
  failed !== undefined || (restarting.length === 0 && left === 0 && isPostponed !== true);
