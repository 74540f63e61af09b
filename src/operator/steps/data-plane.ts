import { ADDONS } from '../../api/components.ts';
import { currentProxy } from '../../core/status/data-plane.ts';
import { isStuck, restartCondition, type RestartReport } from '../../core/data-plane/restart-report.ts';
import { digestOf } from '../../core/model/digest.ts';
import { isStopover, type PassResult } from '../../core/pass/result.ts';
import type { Hold } from '../../core/upgrade/holds.ts';
import { WAITING_FOR_PROXIES } from '../../core/upgrade/preflight/index.ts';
import { componentStatuses } from '../../core/status/components.ts';
import type { Clock } from '../../runtime/clock.ts';
import { observe, type ObserveContext } from '../pass/observe.ts';
import type { ResolvedSpec } from '../../api/resolved.ts';
import type { CurrentProxy } from '../../core/data-plane/proxy-stats.ts';
import { restartStale, staleOf, type RestartContext } from './restart-batch.ts';

/** Restarts the next batch of workloads with old sidecars; undefined when there are none, or the pods were not read. */
export type Restarter = (
  pass: RestartContext,
  spec: ResolvedSpec,
  current: CurrentProxy,
) => Promise<RestartReport | undefined>;

/** What the data plane is looked at and restarted with. */
export type DataPlaneContext = RestartContext & ObserveContext & { readonly restart: Restarter };

/** While pods are being replaced, whether they are done is asked again after this time. */
const BATCH_MS = 5_000;

/** What keeps workloads from being restarted is not followed, and asked for again after this time. */
const POSTPONED_MS = 30_000;

/**
 * The result of a pass, with what became of workloads that have old sidecars: where the spec asks for it, they are
 * restarted when the control plane of the installed release works, and never in the middle of a way.
 */
export async function withRestarts(pass: DataPlaneContext, result: PassResult): Promise<PassResult> {
  const { desired, outcome } = result;
  if (desired === undefined || desired.spec.upgrade.dataPlane.restart !== 'Rolling') return result;
  if (!isAtRest(pass, result) || !controlPlaneWorks(pass, result)) return result;
  const restart = await pass.restart(pass, desired.spec, currentProxy(desired.spec.version, desired));
  const waits = outcome.kind === 'blocked' && outcome.hold.reason === WAITING_FOR_PROXIES;
  const stuck = waits && (restart === undefined || isStuck(restart));
  return {
    ...result,
    ...(restart !== undefined && { restart }),
    ...(stuck && { outcome: { ...outcome, hold: stalledBy(outcome.hold, restart) } }),
  };
}

/** Nobody restarts what the next hop waits for: somebody has to. */
function stalledBy(hold: Hold, restart: RestartReport | undefined): Hold {
  const why =
    restart === undefined ? 'spec.upgrade.dataPlane.namespaces leaves them out' : restartCondition(restart).message;
  return { ...hold, message: `${hold.message}; ${why}`, stalled: true };
}

/** The release that is installed is kept: there is nothing more to do, or the next hop waits. */
function isAtRest({ install }: DataPlaneContext, result: PassResult): boolean {
  const { outcome, desired } = result;
  if (outcome.kind === 'blocked') return desired?.spec.version === install.status?.version;
  return outcome.kind === 'converged' && !isStopover(result);
}

function controlPlaneWorks(pass: DataPlaneContext, { desired }: PassResult): boolean {
  if (desired === undefined) return false;
  const { manifests, spec } = desired;
  const components = componentStatuses(manifests, spec.version, observe(pass, spec.namespace), []);
  return components.every(({ name, phase }) => phase === 'Ready' || ADDONS.has(name));
}

/** When to look again at workloads that are restarted, in milliseconds; Infinity when nothing has to be waited for. */
export function nextRestartMs(report: RestartReport | undefined): number {
  if (report === undefined || isStuck(report)) return Infinity;
  return report.restarting.length > 0 || report.left > 0 ? BATCH_MS : POSTPONED_MS;
}

/** Pods that come and go are no reason to ask for the same workloads again. */
const REMEMBERED_MS = 60_000;

interface RememberedRestart {
  readonly key: string;
  readonly report: RestartReport;
  readonly until: number;
}

/** Restarts that are not looked at again for a while when they were stuck or put off, and the same proxies are stale. */
export class RestartCache {
  readonly #clock: Pick<Clock, 'elapsed'>;
  readonly #remembered = new Map<string, RememberedRestart>();

  constructor(clock: Pick<Clock, 'elapsed'>) {
    this.#clock = clock;
  }

  /** Restarts the next batch, or answers from memory. */
  readonly restart: Restarter = async (pass, spec, current) => {
    const { name, generation } = pass.install.metadata;
    const key = digestOf([generation ?? 0, current, staleOf(pass, spec, current)]);
    const last = this.#remembered.get(name);
    if (last?.key === key && this.#clock.elapsed() < last.until) return last.report;
    this.#remembered.delete(name);
    const report = await restartStale(pass, spec, current);
    if (report?.restarting.length === 0) {
      const until = this.#clock.elapsed() + (isStuck(report) ? REMEMBERED_MS : POSTPONED_MS / 2);
      this.#remembered.set(name, { key, report, until });
    }
    return report;
  };

  /** The mesh is gone. */
  forget(mesh: string): void {
    this.#remembered.delete(mesh);
  }
}
