import type { ConditionInput } from '../../api/conditions.ts';
import type { MeshInstallStatus } from '../../api/status.ts';
import type { Observation } from '../model/observation.ts';
import type { PassResult } from '../pass/result.ts';
import { amountOf } from '../model/wording.ts';
import { restartCondition } from '../data-plane/restart-report.ts';
import { proxyStats, type CurrentProxy } from '../data-plane/proxy-stats.ts';

type DataPlane = NonNullable<MeshInstallStatus['dataPlane']>;

/** What is said about the data plane; nothing before a release is installed. */
export interface DataPlaneReport {
  readonly status: DataPlane | undefined;
  readonly conditions: readonly ConditionInput[];
}

/** Counts the proxies against the installed release; as long as the pods were not read, what was known stays. */
export function dataPlaneReport(
  before: MeshInstallStatus,
  version: string | undefined,
  pass: Partial<PassResult>,
  { proxies }: Observation,
): DataPlaneReport {
  if (version === undefined || proxies === undefined) return { status: before.dataPlane, conditions: [] };
  const status = proxyStats(proxies, currentProxy(version, pass.desired));
  return { status, conditions: [conditionOn(status, version, remedyOf(pass))] };
}

/** The proxy of the installed release; its image is known only where that release was just rendered. */
export function currentProxy(version: string, desired: PassResult['desired']): CurrentProxy {
  const image = desired?.spec.version === version ? desired.proxyImage : undefined;
  return { version, ...(image !== undefined && { image }) };
}

/** Namespaces in a message; the rest is in status. */
const MOST_NAMED = 5;

/** Why proxies are stale, and what is or has to be done. */
type Remedy = Pick<ConditionInput, 'reason' | 'message'>;

/**
 * In the middle of a hop nothing is to be restarted: gateways may be of the next release already, and what a pod would
 * get depends on the moment.
 */
function remedyOf({ restart, outcome, passPlan }: Partial<PassResult>): Remedy {
  if (restart !== undefined) return restartCondition(restart);
  const { hop, stopAt } = passPlan?.action ?? {};
  const isUnderWay = outcome?.kind === 'waiting' || outcome?.kind === 'error';
  const changesRelease = hop?.from !== undefined && hop.from !== hop.to;
  const message =
    isUnderWay && changesRelease && stopAt === undefined
      ? `wait until the change to Istio ${hop.to} is done`
      : 'restart their workloads';
  return { reason: 'StaleProxies', message };
}

function conditionOn(dataPlane: DataPlane, version: string, { reason, message }: Remedy): ConditionInput {
  const type = 'ProxiesUpToDate';
  const { proxies, upToDate, staleNamespaces, staleNamespacesTotal } = dataPlane;
  if (proxies === 0) return { type, status: 'True', reason: 'NoProxies', message: 'there are no proxies' };
  if (upToDate === proxies) {
    const which = proxies === 1 ? 'the only proxy is' : `all ${proxies} proxies are`;
    return { type, status: 'True', reason: 'UpToDate', message: `${which} of Istio ${version}` };
  }
  const named = staleNamespaces.slice(0, MOST_NAMED).map(({ namespace, proxies: count }) => `${namespace} (${count})`);
  const others = staleNamespacesTotal - named.length;
  const where = `${named.join(', ')}${others > 0 ? ` and ${amountOf(others, 'more namespace')}` : ''}`;
  const stale = `${proxies - upToDate} of ${proxies} proxies are not of Istio ${version}: ${where}`;
  return { type, status: 'False', reason, message: `${stale}; ${message}` };
}
