import type { Capabilities } from '../src/api/capabilities.ts';
import type { Manifest } from '../src/api/manifest.ts';
import type { MeshInstallSpec } from '../src/api/spec/index.ts';
import { DEFAULTS } from './catalog/defaults.ts';
import { minorOf, MINORS, rowOf } from './catalog/minor.ts';
import { RELEASES } from './catalog/releases.ts';
import { unsupportedOptions } from './validation/unsupported-options.ts';
import { render } from './render.ts';
import { profilesOf, resolve } from './resolve.ts';

type Variant = Omit<MeshInstallSpec, 'version' | 'profile'> & {
  readonly profile: NonNullable<MeshInstallSpec['profile']>;
};

/**
 * Specs that together make the charts render every kind of object and every permission that they can: profiles, and
 * the options that bring a kind of their own.
 */
export const VARIANTS: readonly Variant[] = [
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
  },
  {
    profile: 'sds-auth',
    mesh: { multiCluster: { enabled: true }, expansion: { enabled: true } },
    components: {
      coredns: { enabled: true },
      prometheus: { ingress: { enabled: true } },
    },
    gateways: [{ name: 'istio-ingressgateway', sds: { enabled: true } }],
  },
  { profile: 'default', components: { kiali: { enabled: true, viewOnly: true } } },
  {
    profile: 'remote',
    mesh: { remote: { pilotAddress: '192.0.2.1', createServiceEndpoints: true } },
  },
];

/** The variants that a release can be asked for: it has the profile and every option. */
export function variantsOf(version: string): typeof VARIANTS {
  const defaults = rowOf(DEFAULTS, version);
  return VARIANTS.filter(
    (variant) =>
      profilesOf(version).includes(variant.profile) &&
      unsupportedOptions({ version, ...variant }, defaults).length === 0,
  );
}

/** Everything that the charts can render for a cluster, over all releases: the base of permissions. */
export function everything(capabilities: Capabilities): Manifest[] {
  return RELEASES.flatMap((version) => everythingOf(version, capabilities));
}

function everythingOf(version: string, capabilities: Capabilities): Manifest[] {
  return variantsOf(version).flatMap((variant) =>
    render({ name: 'mesh', spec: resolve({ version, ...variant }), capabilities }),
  );
}

/**
 * Every kind that the charts can render for a cluster, once each: the base of caches. Looks at the first release of
 * each minor only, because every operator that starts waits for this, and no kind came with a patch.
 */
export function everyKind(capabilities: Capabilities): { apiVersion: string; kind: string }[] {
  const manifests = FIRST_OF_MINORS.flatMap((version) => everythingOf(version, capabilities));
  const kinds = new Map(manifests.map(({ apiVersion, kind }) => [`${apiVersion}/${kind}`, { apiVersion, kind }]));
  return [...kinds.values()];
}

const FIRST_OF_MINORS = MINORS.flatMap((minor) => RELEASES.filter((version) => minorOf(version) === minor).slice(0, 1));
