import type { Capabilities } from '../src/api/capabilities.ts';
import type { Manifest } from '../src/api/manifest.ts';
import type { MeshInstallSpec } from '../src/api/spec/index.ts';
import { RELEASES } from './catalog/releases.ts';
import { render } from './render.ts';
import { resolve } from './resolve.ts';

/**
 * Specs that together make the charts render every kind of object and every permission that they can: profiles, and
 * the options that bring a kind of their own.
 */
const VARIANTS: readonly Omit<MeshInstallSpec, 'version'>[] = [
  { profile: 'default' },
  { profile: 'minimal' },
  {
    profile: 'demo',
    mesh: { mtls: { enabled: true }, controlPlaneSecurity: true },
    components: {
      pilot: { replicas: 2 },
      grafana: { persistence: { enabled: true } },
      telemetry: { autoscaling: { enabled: true } },
    },
    gateways: [{ name: 'istio-ingressgateway', sds: { enabled: true } }],
  },
];

/** Everything that the charts can render for a cluster, over all releases: the base of caches and permissions. */
export function everything(capabilities: Capabilities): Manifest[] {
  return RELEASES.flatMap((version) =>
    VARIANTS.flatMap((variant) => render({ name: 'mesh', spec: resolve({ version, ...variant }), capabilities })),
  );
}

/** Every kind that the charts can render for a cluster, once each. */
export function everyKind(capabilities: Capabilities): { apiVersion: string; kind: string }[] {
  const kinds = new Map(
    everything(capabilities).map(({ apiVersion, kind }) => [`${apiVersion}/${kind}`, { apiVersion, kind }]),
  );
  return [...kinds.values()];
}
