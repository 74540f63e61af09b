import { isDeepStrictEqual } from 'node:util';
import type { Failure, MeshInstallStatus } from '../../api/status.ts';

type HopRecord = NonNullable<MeshInstallStatus['history']>[number];

/** A hop that has ended. */
export interface HopResult {
  /** Missing for an installation. */
  readonly from?: string;
  readonly to: string;
  /** As in `status.history`; Abandoned: it failed, and the spec was edited before the mesh was back. */
  readonly outcome: HopRecord['outcome'] | 'Abandoned';
  /** Component that did not come up, where one is known. */
  readonly component?: string;
}

/**
 * Hops that ended between two statuses, each told once: a status that was written before a restart tells nothing after
 * it.
 */
export function hopResultsBetween(before: MeshInstallStatus, after: MeshInstallStatus): HopResult[] {
  return [...abandoned(before, after), ...recorded(before, after)];
}

/** Who edits the spec while the mesh goes back starts afresh, and history says nothing of the hop that failed. */
function abandoned({ failure }: MeshInstallStatus, after: MeshInstallStatus): HopResult[] {
  if (failure?.outcome !== 'RollingBack' || after.failure?.generation === failure.generation) return [];
  return [{ from: failure.from, to: failure.to, outcome: 'Abandoned', ...culprit(failure) }];
}

/** A pass ends one hop at most, and history has the newest first. */
function recorded(before: MeshInstallStatus, { history, failure }: MeshInstallStatus): HopResult[] {
  const [newest] = history ?? [];
  if (newest === undefined || isDeepStrictEqual(newest, before.history?.[0])) return [];
  const { from, to, outcome } = newest;
  const result = { ...(from !== undefined && { from }), to, outcome };
  return [outcome === 'Succeeded' || failure === undefined ? result : { ...result, ...culprit(failure) }];
}

const culprit = ({ component }: Failure): { component?: string } => (component === undefined ? {} : { component });
