import type { Finding } from './finding.ts';
import type { ClusterInput } from './input.ts';

const check = 'kubernetes-version';

/** Since this minor of Kubernetes the token of an account ends, and is renewed in its file (BoundServiceAccountTokenVolume). */
const TOKENS_END = 21;

/** Whether the release is meant to run on this Kubernetes. */
export function kubernetesVersion({ to, kubernetes, support }: ClusterInput): Finding[] {
  const { oldest, newestTested, readsTokenOnce } = support;
  const pair = `Istio ${to} on Kubernetes 1.${kubernetes}`;
  if (kubernetes < oldest) {
    const message = `${pair} is not supported`;
    return [{ check, severity: 'block', message, remedy: `upgrade Kubernetes to 1.${oldest} or later` }];
  }
  if (kubernetes > newestTested) {
    const message = `${pair} has not been tried, 1.${newestTested} has`;
    return [{ check, severity: 'warn', message, remedy: 'try it on a cluster that may fail' }];
  }
  if (!readsTokenOnce || kubernetes < TOKENS_END) return [];
  const message = `programs of Istio ${to} read the token of their account once, and it ends within a year`;
  return [{ check, severity: 'warn', message, remedy: 'restart them before that, or do not stay at this release' }];
}
