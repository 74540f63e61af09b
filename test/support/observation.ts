import type { Manifest } from '../../src/api/manifest.ts';
import { identityOf } from '../../src/core/model/object-id.ts';
import type { Proxy } from '../../src/core/model/proxy.ts';
import type { Observation } from '../../src/core/model/observation.ts';

/** What there is, as a test says it. */
export interface World {
  readonly now?: Date;
  readonly live?: readonly Manifest[];
  readonly reachable?: readonly string[];
  readonly secrets?: readonly Manifest[];
  readonly proxies?: readonly Proxy[];
}

/** An observation of exactly that. */
export function observationOf({
  now = new Date('2026-06-01T00:00:00Z'),
  live = [],
  reachable = [],
  secrets = [],
  proxies,
}: World): Observation {
  const byIdentity = new Map(live.map((object) => [identityOf(object), object]));
  return {
    now,
    // As who has been there from the beginning sees it.
    lasted: (_, since) => now.getTime() - Date.parse(since),
    live: (object) => byIdentity.get(identityOf(object)),
    isReachable: (service) => reachable.includes(service),
    ...(proxies !== undefined && { proxies }),
    secret: (name) => secrets.find(({ metadata }) => metadata.name === name),
  };
}

/** Parts of a live object's status, by kind, that make it Current. */
const HEALTHY: Readonly<Record<string, object>> = {
  Deployment: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 },
  DaemonSet: { observedGeneration: 1, desiredNumberScheduled: 1, updatedNumberScheduled: 1, numberAvailable: 1 },
  CustomResourceDefinition: { conditions: [{ type: 'Established', status: 'True' }] },
  Namespace: { phase: 'Active' },
};

/** A manifest as it lives in a cluster where everything went well. */
export function healthy(manifest: Manifest): Manifest {
  const status = HEALTHY[manifest.kind];
  const metadata = {
    ...manifest.metadata,
    generation: 1,
    resourceVersion: '1',
    uid: `uid-of-${manifest.metadata.name}`,
  };
  return { ...manifest, metadata, ...(status && { status }) };
}

/** A copy whose status says something else. */
export const withStatus = (live: Manifest, status: object): Manifest => ({
  ...live,
  status: { ...(live['status'] as object), ...status },
});
