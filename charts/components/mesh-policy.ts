import { clusterScoped, namespaced } from '../kit/objects.ts';
import type { Manifest } from '../kit/types.ts';
import type { Mesh } from '../mesh.ts';

const LABELS = { app: 'security' };

/**
 * Whether services ask for mutual TLS and clients speak it. Needs citadel, whose certificates it is about; without it
 * sidecars accept and send plain text.
 */
export function meshPolicy(mesh: Mesh): Manifest[] {
  if (!mesh.spec.components.citadel.enabled) return [];
  if (!mesh.spec.mesh.mtls.enabled) return [policy({ mode: 'PERMISSIVE' })];
  const { clusterDomain } = mesh.spec.mesh;
  return [
    policy({}),
    destinationRule(mesh, 'default', everyHost(clusterDomain), 'ISTIO_MUTUAL'),
    destinationRule(mesh, 'api-server', `kubernetes.default.svc.${clusterDomain}`, 'DISABLE'),
  ];
}

/** The charts always said `*.local`, which misses every service of a cluster with another domain. */
const everyHost = (clusterDomain: string): string =>
  clusterDomain.endsWith('.local') ? '*.local' : `*.${clusterDomain}`;

/** Cluster-scoped: its name `default` is the only one that counts. */
function policy(mtls: { mode?: 'PERMISSIVE' }): Manifest {
  return {
    ...clusterScoped('authentication.istio.io/v1alpha1', 'MeshPolicy', 'default', LABELS),
    spec: { peers: [{ mtls }] },
  };
}

function destinationRule(mesh: Mesh, name: string, host: string, mode: 'ISTIO_MUTUAL' | 'DISABLE'): Manifest {
  return {
    ...namespaced(mesh, 'networking.istio.io/v1alpha3', 'DestinationRule', name, LABELS),
    spec: { host, trafficPolicy: { tls: { mode } } },
  };
}
