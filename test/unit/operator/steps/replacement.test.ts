import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { idOf } from '../../../../src/core/model/object-id.ts';
import { reconcile } from '../../../../src/operator/reconcile/reconciler.ts';
import { stillServing } from '../../../../src/operator/steps/replacement.ts';
import { healthy, withStatus } from '../../../support/observation.ts';
import { meshInstall, ours, PassCluster } from '../../../support/pass-cluster.ts';

const PILOT: Manifest = {
  ...ours('Deployment', 'istio-pilot', 'pilot'),
  spec: { selector: { matchLabels: { istio: 'pilot' } }, template: { spec: { containers: [] } } },
};
const OLD_PODS = ours('ReplicaSet', 'istio-pilot-old', 'pilot');
const RUNNING = healthy(PILOT);
const STARTING = withStatus(RUNNING, { availableReplicas: 0, readyReplicas: 0 });

/** A Deployment that was created again, and the ReplicaSet of the one before it. */
function replaced(live: typeof PILOT): PassCluster {
  const status = { installed: JSON.stringify([PILOT]), version: '1.4.10', inventory: [PILOT, OLD_PODS].map(idOf) };
  return new PassCluster([meshInstall({ status }), live, OLD_PODS]);
}

describe('the pods of a Deployment that was created again', () => {
  it('serve until those of the new one do', () => {
    const serving = (live: typeof PILOT) =>
      stillServing({ cache: { live: () => live } }, [PILOT], [OLD_PODS].map(idOf));
    expect(serving(STARTING)).toEqual([idOf(OLD_PODS)]);
    expect(serving(RUNNING)).toEqual([]);
  });

  it('stay in cluster and inventory until then, and go with the pass after', async () => {
    const cluster = replaced(STARTING);
    await reconcile(cluster.pass([PILOT]));
    expect(cluster.objects.has('apps/ReplicaSet/istio-system/istio-pilot-old')).toBe(true);
    expect(cluster.mesh().status?.inventory).toContain(idOf(OLD_PODS));
    cluster.put(RUNNING);
    await reconcile(cluster.pass([PILOT]));
    expect(cluster.objects.has('apps/ReplicaSet/istio-system/istio-pilot-old')).toBe(false);
    expect(cluster.mesh().status?.inventory).toEqual([idOf(PILOT)]);
  });
});
