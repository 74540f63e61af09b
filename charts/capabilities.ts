import type { Capabilities } from '../src/api/capabilities.ts';
import { InvalidSpecError } from '../src/api/errors.ts';
import { KUBERNETES_KINDS, OLDEST_MINOR } from './catalog/kubernetes.ts';

/**
 * What a Kubernetes version serves, for rendering without a cluster.
 * @throws InvalidSpecError when the version is not like `1.36` or `v1.36.3`, or is too old.
 */
export function capabilitiesOf(kubernetesVersion: string): Capabilities {
  const match = /^v?1\.(\d+)(\.|\+|$)/.exec(kubernetesVersion);
  const minor = Number(match?.[1] ?? Number.NaN);
  if (!(minor >= OLDEST_MINOR)) {
    const message = `not a Kubernetes version that is supported; write for example 1.36, not older than 1.${OLDEST_MINOR}.`;
    throw new InvalidSpecError([{ field: '--kube-version', value: kubernetesVersion, message }]);
  }
  const served = KUBERNETES_KINDS.filter(({ since, until }) => minor >= since && minor < (until ?? Infinity));
  return { minor, served: new Set(served.map(({ kind }) => kind)) };
}

const ASKED = new Set(KUBERNETES_KINDS.map(({ kind }) => kind));

/** Only what our rules ask about: kinds that come and go for other reasons, such as our own CRDs, change no manifest. */
export function askedOf({ minor, served }: Capabilities): Capabilities {
  return { minor, served: new Set([...served].filter((kind) => ASKED.has(kind)).sort()) };
}
