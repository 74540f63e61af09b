import { censusOf, proxyVersion } from '../data-plane/census.ts';
import { minorsApart } from '../path.ts';
import { listed, type Finding } from './finding.ts';
import type { PreflightInput } from './input.ts';

/** Proxies that the next control plane was never promised to work with: more than one minor away from it. */
export function oldProxies({ to, proxies = [], current }: PreflightInput): Finding[] {
  const distant = proxies.filter((proxy) => {
    const version = proxyVersion(proxy, current);
    return version !== undefined && minorsApart(version, to) > 1;
  });
  if (distant.length === 0) return [];
  const { byVersion, staleNamespaces } = censusOf(distant, { version: to });
  const versions = byVersion.map(({ version, proxies: count }) => `${count} of ${version}`).join(', ');
  const where = listed(staleNamespaces.map(({ namespace, proxies: count }) => `${namespace} (${count})`));
  return [
    {
      check: 'old-proxies',
      severity: 'block',
      message: `proxies more than one minor away from Istio ${to}: ${versions}, in ${where}`,
      remedy: `restart their workloads, so that they get the sidecar of Istio ${current.version}`,
    },
  ];
}
