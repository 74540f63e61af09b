import { proxyImage, render, resolve, type Mesh } from '../../../charts/index.ts';
import type { Capabilities } from '../../api/capabilities.ts';
import type { Manifest } from '../../api/manifest.ts';
import { API } from '../../api/meshinstall.ts';
import type { MeshInstallSpec } from '../../api/spec/index.ts';
import { proxiesOfMesh } from '../../core/data-plane/proxy-stats.ts';
import { isPodOwner } from '../../core/model/workloads.ts';
import { pathBetween } from '../../core/upgrade/path.ts';
import { holdBy } from '../../core/upgrade/preflight/index.ts';
import { namesAddresses } from '../../core/upgrade/preflight/service-addresses.ts';
import type { KubeClient } from '../../kube/operations.ts';
import { listProxies } from '../../operator/caches/proxy-cache.ts';
import { ROUTES } from '../../operator/pass/routes.ts';
import { refusedAddresses } from '../../operator/steps/preflight/addresses.ts';
import { preflightHop, type HopView } from '../../operator/steps/preflight/index.ts';
import { preflightInputs } from '../../operator/steps/preflight/inputs.ts';
import type { OperatorInCharge } from '../operator/in-charge.ts';
import type { CheckedHop } from '../view/tables/preflight-table.ts';
import { authorityIn } from './authority.ts';
import { liveOf } from './live.ts';

/** What is checked, and where. */
export interface CheckedMesh {
  readonly client: KubeClient;
  readonly name: string;
  readonly spec: MeshInstallSpec;
  readonly capabilities: Capabilities;
  /** What the rendering depends on besides. */
  readonly renders: OperatorInCharge['renders'];
}

/** Every hop from what is installed to what is asked for, with what is in its way. */
export async function checkedHops(asked: CheckedMesh & { readonly installed: string }): Promise<CheckedHop[]> {
  const { client, name, spec, capabilities, renders, installed } = asked;
  const stops = pathBetween(installed, spec.version, ROUTES.releases);
  const checked: CheckedHop[] = [];
  for (const [i, to] of stops.entries()) {
    const from = stops[i - 1] ?? installed;
    const mesh: Mesh = { name, spec: resolve({ ...spec, version: to }), capabilities, ...renders };
    const manifests = render(mesh);
    const { namespace } = mesh.spec;
    const view = i === 0 ? await viewNow(client, manifests, namespace, from) : viewLater(namespace, from);
    const hop = { client, capabilities, from, to, manifests, sidecar: proxyImage(mesh) };
    const findings = await preflightHop(preflightInputs, { ...view, ...hop });
    checked.push({ from, to, blocked: holdBy(findings, { restarts: false, settles: false }) !== undefined, findings });
  }
  return checked;
}

type View = Pick<HopView, 'live' | 'proxies' | 'current' | 'namespace' | 'authority' | 'refusedAddresses'>;

/** What there is before the first hop. */
async function viewNow(
  client: KubeClient,
  manifests: readonly Manifest[],
  namespace: string,
  version: string,
): Promise<View> {
  const [proxies, meshes, live, authority] = await Promise.all([
    listProxies(client),
    client.list({ apiVersion: API.apiVersion, kind: API.kind }, { metadataOnly: true }),
    liveOf(
      client,
      manifests.filter((manifest) => isPodOwner(manifest) || namesAddresses(manifest)),
    ),
    authorityIn(client, namespace),
  ]);
  return {
    live,
    refusedAddresses: await refusedAddresses({ client, manifests, live }),
    proxies: proxiesOfMesh(proxies, namespace, meshes.items.length === 1),
    current: { version },
    namespace,
    authority,
  };
}

/** Before later hops nobody knows what there will be. */
const viewLater = (namespace: string, version: string): View => ({
  live: () => undefined,
  current: { version },
  namespace,
});
