import type { MeshInstallSpec } from '../src/api/spec/index.ts';
import { BRIDGED } from './catalog/bridge.ts';
import { kubernetesSupport } from './catalog/kubernetes-support.ts';
import { KUBERNETES_KINDS } from './catalog/kubernetes.ts';
import { MINORS, rowOf, type Minor } from './catalog/minor.ts';
import { RELEASES } from './catalog/releases.ts';
import { profilesOf } from './resolve.ts';

/** What there is of one minor of classic Istio. */
export interface ReleaseLine {
  readonly minor: Minor;
  /** Oldest first. */
  readonly releases: readonly string[];
  readonly profiles: readonly NonNullable<MeshInstallSpec['profile']>[];
  /** Kubernetes versions that it is supported on; nothing newer than `tested` was tried. */
  readonly kubernetes: { readonly since: string; readonly tested: string };
  /** Components that the legacy API bridge stands beside, and the Kubernetes version from which it does. */
  readonly bridged: readonly { readonly component: string; readonly since: string }[];
}

/** Every line, oldest first. */
export function releaseLines(): ReleaseLine[] {
  return MINORS.map((minor) => {
    const releases = RELEASES.filter((release) => release.startsWith(`${minor}.`));
    const newest = releases.at(-1) ?? minor;
    const { oldest, newestTested } = kubernetesSupport(newest);
    return {
      minor,
      releases,
      profiles: profilesOf(newest),
      kubernetes: { since: `1.${oldest}`, tested: `1.${newestTested}` },
      bridged: Object.entries(rowOf(BRIDGED, newest)).map(([component, api]) => ({
        component,
        since: endOf(api, oldest),
      })),
    };
  });
}

/** The first Kubernetes, from the oldest supported on, that does not serve a kind. */
function endOf(kind: string, oldest: number): string {
  const until = KUBERNETES_KINDS.find((known) => known.kind === kind)?.until ?? oldest;
  return `1.${Math.max(until, oldest)}`;
}
