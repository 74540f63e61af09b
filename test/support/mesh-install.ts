import type { Manifest, ObjectRef } from '../../src/api/manifest.ts';
import { API, type MeshInstall } from '../../src/api/meshinstall.ts';
import type { MeshInstallSpec } from '../../src/api/spec/index.ts';
import type { Condition } from '../../src/api/status.ts';
import type { KubeClient } from '../../src/kube/operations.ts';
import { untilGone } from './cluster.ts';
import { watchUntil } from './watch-until.ts';

/** The namespace that meshes are in unless they say otherwise. */
export const NAMESPACE = 'istio-system';

/** Refers to a MeshInstall. */
export const meshRef = (name = 'mesh'): ObjectRef => ({ apiVersion: API.apiVersion, kind: API.kind, name });

/** Refers to a Deployment of the control plane. */
export const deploymentRef = (name: string): ObjectRef => namespacedRef('apps/v1', 'Deployment', name);

/** Refers to an object in the mesh's namespace. */
export const namespacedRef = (apiVersion: string, kind: string, name: string): ObjectRef => ({
  apiVersion,
  kind,
  namespace: NAMESPACE,
  name,
});

/** Applies a MeshInstall of Istio 1.4.10, as its user would: what the spec no longer says goes. */
export function applyMesh(client: KubeClient, spec: Partial<MeshInstallSpec> = {}, name = 'mesh'): Promise<Manifest> {
  const mesh = { apiVersion: API.apiVersion, kind: API.kind, metadata: { name }, spec: { version: '1.4.10', ...spec } };
  return client.apply(mesh, { fieldManager: 'user', force: true });
}

/** A condition of a MeshInstall, if it says something about the newest spec. */
export function conditionOf({ metadata, status }: MeshInstall, type: string): Condition | undefined {
  const found = status?.conditions?.find((condition) => condition.type === type);
  return found?.observedGeneration === metadata.generation ? found : undefined;
}

/** Resolves with the MeshInstall once the condition has the status. */
export function untilCondition(
  client: KubeClient,
  type: string,
  status: Condition['status'],
  name = 'mesh',
): Promise<MeshInstall> {
  return watchUntil<MeshInstall>(client, meshRef(name), (install) => conditionOf(install, type)?.status === status);
}

/** Resolves once the MeshInstall, as it is now, is Ready. */
export const untilReady = (client: KubeClient, name = 'mesh'): Promise<MeshInstall> =>
  untilCondition(client, 'Ready', 'True', name);

/** Deletes a MeshInstall and resolves when its mesh is gone. */
export async function deleteMesh(client: KubeClient, name = 'mesh'): Promise<void> {
  await client.delete(meshRef(name));
  await untilGone(client, meshRef(name));
}
