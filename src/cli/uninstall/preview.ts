import { type MeshInstall, namespaceOf } from '../../api/meshinstall.ts';
import { deletionPolicy } from '../../core/deletion/steps.ts';
import { CA_SECRET } from '../../core/readiness/authority.ts';
import { isKept } from '../../core/ownership/kept.ts';
import { refOf } from '../../core/model/object-id.ts';

/** What an uninstallation will do, as lines for people. */
export interface UninstallPreview {
  readonly goes: readonly string[];
  readonly stays: readonly string[];
  /** What cannot be brought back. */
  readonly warnings: readonly string[];
}

/** What the operator does when the MeshInstall is deleted, from its inventory and `spec.deletion`. */
export function uninstallPreview({ spec, status }: MeshInstall): UninstallPreview {
  const namespace = namespaceOf({ spec });
  const inventory = (status?.inventory ?? []).map(refOf);
  const kinds = Map.groupBy(
    inventory.filter((ref) => !isKept(ref)),
    ({ kind }) => kind,
  );
  const crds = inventory.filter(({ kind }) => kind === 'CustomResourceDefinition').length;
  const { crds: ofCrds = 'Keep', certificateAuthority = 'Keep', injectedSecrets = 'Keep' } = deletionPolicy(spec);
  const optional: readonly (readonly [wish: 'Keep' | 'Delete', what: string, warning: string])[] = [
    [ofCrds, `${crds} CustomResourceDefinitions`, "every object of Istio's kinds goes with them, in all namespaces"],
    [
      certificateAuthority,
      `Secret ${namespace}/${CA_SECRET}, with ConfigMap istio-security`,
      'certificates that it signed can never be renewed',
    ],
    [
      injectedSecrets,
      'Secrets istio.* of workloads, in all namespaces',
      'sidecars that use them end with their next start',
    ],
  ];
  const chosen = (wish: 'Keep' | 'Delete') => optional.filter(([of]) => of === wish);
  return {
    goes: [
      ...[...kinds].sort().map(([kind, refs]) => `${refs.length} ${kind}`),
      ...chosen('Delete').map(([, what]) => what),
    ],
    stays: [
      `Namespace ${namespace}`,
      ...chosen('Keep').map(([, what]) => what),
      'sidecars in running pods, until these are restarted',
    ],
    warnings: chosen('Delete').map(([, what, warning]) => `${what}: ${warning}`),
  };
}
