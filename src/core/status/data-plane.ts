import type { ConditionInput } from '../../api/conditions.ts';
import type { MeshInstallStatus } from '../../api/status.ts';
import type { Observation } from '../model/observation.ts';
import type { PassResult } from '../pass/result.ts';
import { restartCondition, type RestartReport } from '../data-plane/restart-report.ts';
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
  { desired, restart }: Pick<PassResult, 'desired' | 'restart'>,
  { proxies }: Observation,
): DataPlaneReport {
  if (version === undefined || proxies === undefined) return { status: before.dataPlane, conditions: [] };
  const status = proxyStats(proxies, currentProxy(version, desired));
  return { status, conditions: [conditionOn(status, version, restart)] };
}

/** The proxy of the installed release; its image is known only where that release was just rendered. */
export function currentProxy(version: string, desired: PassResult['desired']): CurrentProxy {
  const image = desired?.spec.version === version ? desired.proxyImage : undefined;
  return { version, ...(image !== undefined && { image }) };
}

/** Namespaces in a message; the rest is in status. */
const MOST_NAMED = 5;

const BY_HAND = { reason: 'StaleProxies', message: 'restart their workloads' };

function conditionOn(dataPlane: DataPlane, version: string, restart: RestartReport | undefined): ConditionInput {
  const type = 'ProxiesUpToDate';
  const { proxies, upToDate, staleNamespaces, staleNamespacesTotal } = dataPlane;
  if (proxies === 0) return { type, status: 'True', reason: 'NoProxies', message: 'there are no proxies' };
  if (upToDate === proxies) {
    const which = proxies === 1 ? 'the only proxy is' : `all ${proxies} proxies are`;
    return { type, status: 'True', reason: 'UpToDate', message: `${which} of Istio ${version}` };
  }
  const named = staleNamespaces.slice(0, MOST_NAMED).map(({ namespace, proxies: count }) => `${namespace} (${count})`);
  const others = staleNamespacesTotal - named.length;
  const where = `${named.join(', ')}${others > 0 ? ` and ${others} more namespaces` : ''}`;
  const { reason, message } = restart === undefined ? BY_HAND : restartCondition(restart);
  const stale = `${proxies - upToDate} of ${proxies} proxies are not of Istio ${version}: ${where}`;
  return { type, status: 'False', reason, message: `${stale}; ${message}` };
}
