import { proxyStats, proxyVersion } from '../../data-plane/proxy-stats.ts';
import { workloadKey, type Proxy } from '../../model/proxy.ts';
import { describeObject } from '../../model/object-id.ts';
import { minorsApart } from '../path.ts';
import { listed, type Finding } from './finding.ts';
import type { PreflightInput } from './input.ts';

/**
 * Proxies that the next control plane was never promised to work with: more than one minor away from it. Our own
 * gateways change with the hop; one of them that is still seen is on its way out. So may be gateways beside the control
 * plane: the hop before may have pruned them.
 */
export function oldProxies({ to, proxies = [], current, manifests }: PreflightInput): Finding[] {
  const ours = new Set(manifests.map(describeObject));
  const distant = proxies.filter((proxy) => {
    const version = proxyVersion(proxy, current);
    const isOurs = proxy.workload !== undefined && ours.has(workloadKey(proxy.workload));
    return version !== undefined && minorsApart(version, to) > 1 && !isOurs;
  });
  if (distant.length === 0) return [];
  const { byVersion, staleNamespaces } = proxyStats(distant, { version: to });
  const versions = byVersion.map(({ version, proxies: count }) => `${count} of ${version}`).join(', ');
  const where = listed(staleNamespaces.map(({ namespace, proxies: count }) => `${namespace} (${count})`));
  return [
    {
      check: 'old-proxies',
      severity: 'block',
      message: `proxies more than one minor away from Istio ${to}: ${versions}, in ${where}`,
      ...(distant.every(isBesideControlPlane) && { mayPass: true }),
      remedy: `restart their workloads, so that they get the sidecar of Istio ${current.version}`,
    },
  ];
}

const isBesideControlPlane = ({ role, namespace, controlPlane }: Proxy): boolean =>
  role === 'router' && namespace === controlPlane;
