import type { Manifest } from '../../api/manifest.ts';
import { identityOf, idOf, refOf } from '../../core/model/object-id.ts';
import type { KubeClient } from '../../kube/operations.ts';
import type { HopView } from '../../operator/steps/preflight/index.ts';

/** What there is of these objects. */
export async function liveOf(client: KubeClient, manifests: readonly Manifest[]): Promise<HopView['live']> {
  const found = await Promise.all(manifests.map((manifest) => client.get(refOf(idOf(manifest)))));
  const there = new Map(found.filter((object) => object !== undefined).map((object) => [identityOf(object), object]));
  return (manifest) => there.get(identityOf(manifest));
}
