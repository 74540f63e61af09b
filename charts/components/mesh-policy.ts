import { MESH_POLICY } from '../catalog/mesh-policy.ts';
import { rowOf } from '../catalog/minor.ts';
import { clusterScoped, namespaced } from '../kit/objects.ts';
import type { Labels, Manifest } from '../kit/types.ts';
import type { Mesh } from '../mesh.ts';

/**
 * Whether services ask for mutual TLS and clients speak it. Needs citadel, whose certificates it is about; without it
 * sidecars accept and send plain text.
 */
export function meshPolicy(mesh: Mesh): Manifest[] {
  const { citadel } = mesh.spec.components;
  if (!citadel.enabled || !citadel.createMeshPolicy) return [];
  const { app, permissive, permissiveWhenRemote } = rowOf(MESH_POLICY, mesh.spec.version);
  const { profile } = mesh.spec;
  const { clusterDomain, mtls } = mesh.spec.mesh;
  if (!mtls.enabled) {
    const said = profile === 'remote' ? permissive && permissiveWhenRemote : permissive;
    return said ? [policy({ app }, { mode: 'PERMISSIVE' })] : [];
  }
  return [
    policy({ app }, {}),
    destinationRule(mesh, { app }, 'default', { host: everyHost(clusterDomain), mode: 'ISTIO_MUTUAL' }),
    destinationRule(mesh, { app }, 'api-server', {
      host: `kubernetes.default.svc.${clusterDomain}`,
      mode: 'DISABLE',
    }),
  ];
}

/** The charts always said `*.local`, which misses every service of a cluster with another domain. */
const everyHost = (clusterDomain: string): string =>
  clusterDomain.endsWith('.local') ? '*.local' : `*.${clusterDomain}`;

/** Cluster-scoped: its name `default` is the only one that counts. */
function policy(labels: Labels, mtls: { mode?: 'PERMISSIVE' }): Manifest {
  return {
    ...clusterScoped('authentication.istio.io/v1alpha1', 'MeshPolicy', 'default', labels),
    spec: { peers: [{ mtls }] },
  };
}

function destinationRule(
  mesh: Mesh,
  labels: Labels,
  name: string,
  { host, mode }: { host: string; mode: 'ISTIO_MUTUAL' | 'DISABLE' },
): Manifest {
  return {
    ...namespaced(mesh, 'networking.istio.io/v1alpha3', 'DestinationRule', name, labels),
    spec: { host, trafficPolicy: { tls: { mode } } },
  };
}
