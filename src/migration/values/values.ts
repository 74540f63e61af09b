import { ADDONS } from '../../api/components.ts';
import type { Manifest } from '../../api/manifest.ts';
import type { ResolvedSpec } from '../../api/resolved.ts';
import type { MeshInstallSpec } from '../../api/spec/index.ts';
import { carried, leftOf, merged, type Left, type Values } from './carry.ts';
import { leftOfGateway, targetGateway, type TargetGateway } from './gateway.ts';
import { MESH_ROWS } from './mesh-rows.data.ts';
import type { Row } from './row.ts';
import { COMPONENT_ROWS, DEFAULT_ROWS, SIDECAR_ROWS } from './workload-rows.data.ts';

/** Everything below `spec` but its gateways. */
export const SPEC_ROWS: readonly Row<ResolvedSpec>[] = [
  ...MESH_ROWS.filter(({ from }) => !from.startsWith('mesh.config')),
  ...SIDECAR_ROWS,
  ...DEFAULT_ROWS,
  ...COMPONENT_ROWS,
  // Last, because raw fields win over what is rendered.
  ...MESH_ROWS.filter(({ from }) => from.startsWith('mesh.config')),
];

/** Where the new control plane is. */
export interface Place {
  /** Namespace of istiod, another one than that of pilot. */
  readonly namespace: string;
  readonly revision: string;
}

/** Settings of a classic mesh for the target. */
export interface TargetValues {
  /** Values of the chart istiod, which the Sail operator takes, too. */
  readonly istiod: Values;
  /** Gateways that are on. */
  readonly gateways: readonly TargetGateway[];
  /** What is an object in the target and was a setting. */
  readonly objects: readonly Manifest[];
  /** What was written and does not go on by itself; what somebody has to do first. */
  readonly left: readonly Left[];
}

/**
 * The settings of a mesh for the target: what was written, and what profile and release set otherwise than the target.
 * Images are never carried over.
 * @param said the spec as it was written
 * @param spec the same with profile and defaults
 */
export function targetValues(said: MeshInstallSpec, spec: ResolvedSpec, { namespace, revision }: Place): TargetValues {
  const { gateways: saidGateways = [], ...saidRest } = said;
  const place = { revision, global: { istioNamespace: namespace } };
  const gateways = spec.gateways
    .filter(({ enabled }) => enabled)
    .map((gateway) => ({
      ...targetGateway(
        gateway,
        saidGateways.find(({ name }) => name === gateway.name),
        spec,
      ),
    }))
    .map((gateway) => ({ ...gateway, values: { ...gateway.values, revision } }));
  const left = [
    ...leftOf(SPEC_ROWS, saidRest, 'spec.'),
    ...leftOf(SPEC_ROWS, addOnsOfProfile(saidRest, spec), 'spec.'),
    ...saidGateways.flatMap(leftOfGateway),
  ];
  return {
    istiod: merged(carried(SPEC_ROWS, saidRest, spec), place) as Values,
    gateways,
    objects: peerAuthentication(spec, namespace),
    left: left.toSorted((a, b) => Number(b.byHand) - Number(a.byHand)),
  };
}

/** Add-ons that a profile or a release installs without being asked by name. */
function addOnsOfProfile(said: Omit<MeshInstallSpec, 'gateways'>, { components }: ResolvedSpec): object {
  const isSaid = (name: string): boolean => name in (said.components ?? {});
  const found = Object.entries(components).filter(
    ([name, { enabled }]) => ADDONS.has(name) && enabled && !isSaid(name),
  );
  return { components: Object.fromEntries(found.map(([name, { enabled }]) => [name, { enabled }])) };
}

/** Strict mutual TLS was a MeshPolicy that citadel's chart made. */
function peerAuthentication({ mesh, components }: ResolvedSpec, namespace: string): Manifest[] {
  if (!mesh.mtls.enabled || !components.citadel.createMeshPolicy) return [];
  return [
    {
      apiVersion: 'security.istio.io/v1',
      kind: 'PeerAuthentication',
      metadata: { name: 'default', namespace },
      spec: { mtls: { mode: 'STRICT' } },
    },
  ];
}
