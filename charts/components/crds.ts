import { ISTIO_KINDS, reads, SYNTHETIC_SERVICE_ENTRY, type IstioKind } from '../catalog/crds.ts';
import { clusterScoped } from '../kit/objects.ts';
import { hasLegacyApis } from '../kit/served.ts';
import type { Manifest } from '../kit/types.ts';
import type { Mesh } from '../mesh.ts';

/**
 * The kinds of Istio configuration that the mesh's release line reads. A definition never depends on mesh or version,
 * only whether it is there: so meshes that share a cluster, and the steps of an upgrade, agree on every one of them.
 */
export function istioCrds(mesh: Mesh): Manifest[] {
  const kinds = [...ISTIO_KINDS, ...(pilotLacksItsOwnKind(mesh) ? [SYNTHETIC_SERVICE_ENTRY] : [])];
  return kinds.filter((kind) => reads(mesh.spec.version, kind)).map(definition);
}

/** Pilot installs CRDs that it watches itself, through an API that Kubernetes 1.22 took away. */
function pilotLacksItsOwnKind({ spec, capabilities }: Mesh): boolean {
  return !spec.mesh.useMCP && !hasLegacyApis(capabilities);
}

/**
 * No schema beyond "an object": that of 1.4 refuses what older lines accept, and pilot and galley validate anyway. The
 * status subresource is needed by galley 1.4; no older line writes a status, so it may be there for all.
 */
function definition(facts: IstioKind): Manifest {
  const { group, kind, plural, scope, version, categories, shortNames, columns } = facts;
  const names = { kind, plural, singular: kind.toLowerCase(), categories: [...categories] };
  return {
    ...clusterScoped('apiextensions.k8s.io/v1', 'CustomResourceDefinition', `${plural}.${group}`, {}),
    spec: {
      group,
      scope,
      names: { ...names, ...(shortNames.length > 0 && { shortNames: [...shortNames] }) },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          subresources: { status: {} },
          ...(columns.length > 0 && { additionalPrinterColumns: columns.map((column) => ({ ...column })) }),
        },
      ],
    },
  };
}
