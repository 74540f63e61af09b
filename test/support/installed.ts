import { render } from '../../charts/render.ts';
import type { Manifest } from '../../src/api/manifest.ts';
import type { ResolvedSpec } from '../../src/api/resolved.ts';
import type { MeshInstallSpec } from '../../src/api/spec/index.ts';
import { caBundleOf, withCaBundle } from '../../src/core/readiness/certificates.ts';
import { CA_SECRET } from '../../src/core/readiness/authority.ts';
import { SERVING_SECRETS } from '../../src/core/readiness/functional-checks.ts';
import { authority, secretOf, serving } from './certificates.ts';
import { meshOf } from './mesh.ts';
import { healthy, type World } from './observation.ts';

const root = authority({ name: 'cluster.local' });

/** The bundle that webhooks of an installed mesh trust. */
export const BUNDLE = caBundleOf(root.pem);

/** What citadel has written. */
export const SECRETS: readonly Manifest[] = [
  secretOf(CA_SECRET, { 'ca-cert.pem': root.pem }),
  ...Object.values(SERVING_SECRETS).map((name) =>
    secretOf(name, { 'cert-chain.pem': serving({ name, by: root }), 'root-cert.pem': root.pem }),
  ),
];

/** Services with a ready address. */
const REACHABLE = ['istio-galley', 'istio-policy', 'istio-telemetry', 'istio-sidecar-injector'];

/** A mesh as it should be, and a world in which it is. */
export interface Installed {
  readonly desired: { readonly spec: ResolvedSpec; readonly manifests: Manifest[] };
  readonly world: World & { readonly live: Manifest[] };
}

/** A mesh that was installed without a flaw. */
export function installed(spec: Partial<MeshInstallSpec> = {}): Installed {
  const mesh = meshOf(spec);
  const manifests = render(mesh);
  const live = manifests.map((m) => healthy('webhooks' in m ? withCaBundle(m, BUNDLE) : m));
  return { desired: { spec: mesh.spec, manifests }, world: { live, reachable: REACHABLE, secrets: SECRETS } };
}

/** A world in which one object is another, or is missing. */
export function changed(
  world: Installed['world'],
  kind: string,
  name: string,
  change: (live: Manifest) => Manifest | undefined,
): Installed['world'] {
  const live = world.live.flatMap((m) => (m.kind === kind && m.metadata.name === name ? (change(m) ?? []) : m));
  return { ...world, live };
}
