import { rowOf } from '../catalog/minor.ts';
import { REMOTE_PORTS, remotePorts, type RemotePart } from '../catalog/remote.ts';
import { clusterAccess, namespaced, READ, rule, service, serviceAccount } from '../kit/objects.ts';
import type { Manifest } from '../kit/types.ts';
import type { Mesh } from '../mesh.ts';

const ACCOUNT = 'istio-multi';

/** What a mesh over several clusters needs: access to this one, and the way to a control plane elsewhere. */
export function remote(mesh: Mesh): Manifest[] {
  const { grantAccess, createServiceEndpoints } = mesh.spec.mesh.remote;
  return [
    ...(grantAccess ? access(mesh) : []),
    ...(createServiceEndpoints ? PARTS.flatMap((part) => endpoints(mesh, part)) : []),
  ];
}

/** The account whose token the pilot of another cluster watches this one with. */
function access(mesh: Mesh): Manifest[] {
  const names = { role: 'istio-reader', binding: ACCOUNT, account: ACCOUNT };
  return [
    serviceAccount(mesh, ACCOUNT, {}),
    ...clusterAccess(mesh, names, {}, [
      rule([''], ['nodes', 'pods', 'services', 'endpoints', 'replicationcontrollers'], READ),
      rule(['apps'], ['replicasets'], READ),
    ]),
  ];
}

const PARTS: readonly RemotePart[] = ['pilot', 'policy', 'telemetry'];

/** A Service without selector and without address of its own, and where it leads. */
function endpoints(mesh: Mesh, part: RemotePart): Manifest[] {
  const address = mesh.spec.mesh.remote[`${part}Address`];
  if (address === '' || mesh.spec.components[part].enabled) return [];
  const name = `istio-${part}`;
  const ports = remotePorts(rowOf(REMOTE_PORTS, mesh.spec.version)[part]);
  return [
    service(mesh, name, {}, { clusterIP: 'None', ports: ports.map((port) => ({ ...port })) }),
    { ...namespaced(mesh, 'v1', 'Endpoints', name, {}), subsets: [{ addresses: [{ ip: address }], ports }] },
  ];
}
