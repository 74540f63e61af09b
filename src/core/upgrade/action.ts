import type { MeshInstallStatus } from '../../api/status.ts';
import { nextHop, type Hop } from './hop.ts';
import { minorsApart } from './path.ts';

/** What a pass is about: which hop, and with which spec. */
export interface Action {
  /**
   * `upgrade`: towards the spec that is asked for, also where that is an older release. `rollback`: from a hop that
   * failed to what was installed before it. `maintain`: keep what is installed.
   */
  readonly kind: 'upgrade' | 'rollback' | 'maintain';
  readonly hop: Hop;
  /** Nothing that needs this part begins: a failed change goes no further. */
  readonly stopAt?: string;
}

/** What decides the action. */
export interface ActionInput {
  readonly status: MeshInstallStatus;
  /** Generation of the spec. */
  readonly generation: number;
  /** `spec.version`. */
  readonly target: string;
  readonly releases: readonly string[];
}

/** Where the next pass goes. The same generation is never tried again after it failed; another one starts afresh. */
export function nextAction({ status, generation, target, releases }: ActionInput): Action {
  const { version, failure } = status;
  const hop = legalHop(status, target, releases);
  if (version === undefined || failure?.generation !== generation) return { kind: 'upgrade', hop };
  const back: Action = { kind: 'rollback', hop: { from: partialVersion(status) ?? failure.to, to: version, rest: [] } };
  switch (failure.outcome) {
    case 'RollingBack':
      return back;
    case 'RollbackFailed':
      return { ...back, stopAt: failure.rollbackStep ?? '' };
    case 'Paused':
      return { kind: 'upgrade', hop, stopAt: failure.step };
    case 'RolledBack':
      return { kind: 'maintain', hop: { from: version, to: version, rest: [] } };
  }
}

/** The release that some components may already have while others still have `status.version`; undefined between hops. */
export function partialVersion({ version, plan }: MeshInstallStatus): string | undefined {
  if (plan?.startedAt === undefined) return undefined;
  const [to] = plan.path;
  return to === version ? plan.from : to;
}

/**
 * The next hop, from where the mesh really is: who turns round in the middle of a hop goes back to where it began
 * before anything else, unless the next stop is of the minor that the hop led to. Between three releases nobody could
 * tell any more which are there.
 */
function legalHop(status: MeshInstallStatus, target: string, releases: readonly string[]): Hop {
  const { version } = status;
  const next = nextHop(version, target, releases);
  const touched = partialVersion(status);
  if (version === undefined || touched === undefined || touched === version) return next;
  if (next.to === version) return { from: touched, to: version, rest: [] };
  if (minorsApart(touched, next.to) === 0 || minorsApart(touched, version) === 0) return next;
  return { from: touched, to: version, rest: [next.to, ...next.rest] };
}

/** True when the hop has begun to change the cluster. */
export function isUnderWay({ plan }: MeshInstallStatus, { from, to }: Pick<Hop, 'from' | 'to'>): boolean {
  return plan?.startedAt !== undefined && plan.from === from && plan.path[0] === to;
}
