import { LEGACY_INGRESS } from '../src/api/components.ts';
import type { Manifest } from '../src/api/manifest.ts';
import { base } from './components/base.ts';
import { citadel } from './components/citadel.ts';
import { coredns } from './components/coredns.ts';
import { galley } from './components/galley.ts';
import { gateway } from './components/gateway.ts';
import { grafana } from './components/grafana.ts';
import { injector } from './components/injector.ts';
import { kiali } from './components/kiali.ts';
import { legacyIngress } from './components/legacy-ingress.ts';
import { policy, telemetry } from './components/mixer.ts';
import { nodeagent } from './components/nodeagent.ts';
import { pilot } from './components/pilot.ts';
import { prometheus } from './components/prometheus.ts';
import { servicegraph } from './components/servicegraph.ts';
import { tracing } from './components/tracing.ts';
import { owned } from './kit/objects.ts';
import { checkRequirements } from './validation/index.ts';
import { withOverlays } from './overlays.ts';
import type { Chart, Mesh, RenderedComponent } from './mesh.ts';

/** Components in install order; gateways come before the add-ons. */
const CONTROL_PLANE = { citadel, nodeagent, galley, pilot, policy, telemetry, injector } satisfies Record<
  string,
  Chart
>;
const ADDONS = { prometheus, grafana, tracing, kiali, servicegraph, coredns } satisfies Record<string, Chart>;

function renderComponents(mesh: Mesh): RenderedComponent[] {
  const chosen = (table: Record<string, Chart>): RenderedComponent[] =>
    Object.entries(table)
      .filter(([name]) => mesh.spec.components[name as keyof typeof mesh.spec.components].enabled)
      .map(([component, chart]) => ({ component, manifests: chart(mesh) }));
  const gateways = mesh.spec.gateways
    .filter(({ enabled }) => enabled)
    .map((settings) => ({ component: settings.name, manifests: gateway(mesh, settings) }));
  const ingress = mesh.spec.components.ingress.enabled
    ? [{ component: LEGACY_INGRESS, manifests: legacyIngress(mesh) }]
    : [];
  return [
    { component: 'base', manifests: base(mesh) },
    ...chosen(CONTROL_PLANE),
    ...gateways,
    ...ingress,
    ...chosen(ADDONS),
  ];
}

/**
 * Every object of a mesh, by component in install order, labelled with mesh and component and patched by the user's
 * overlays. What this returns is what the loop applies, what `meshwright render` prints and what `cdk8s synth` writes.
 * @throws InvalidSpecError when this Kubernetes cannot carry an option out, or an overlay is impossible
 */
export function render(mesh: Mesh): Manifest[] {
  checkRequirements(mesh);
  const manifests = renderComponents(mesh).flatMap(({ component, manifests }) =>
    manifests.map((manifest) => owned(manifest, mesh.name, component)),
  );
  return withOverlays(manifests, mesh.spec.overlays);
}
