import { capabilitiesOf, NEWEST_KUBERNETES, render, resolve } from '../../charts/index.ts';
import type { Manifest } from '../../src/api/manifest.ts';
import { API, type MeshInstall } from '../../src/api/meshinstall.ts';
import type { MeshInstallSpec } from '../../src/api/spec/index.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { until } from './until.ts';

/** What the operator is asked for. */
export const KIND = { apiVersion: API.apiVersion, kind: API.kind };

/** A mesh that is measured. */
export interface Mesh {
  readonly name: string;
  readonly spec: MeshInstallSpec;
}

/** The mesh that a measurement of one mesh is about. */
export const meshOf = (profile: 'demo' | 'default', version = '1.4.10'): Mesh => ({
  name: 'mesh',
  spec: { version, profile },
});

/** So many small meshes, each in a namespace of its own. */
export const minimalMeshes = (count: number, version = '1.4.10', from = 0): Mesh[] =>
  Array.from({ length: count }, (_, i) => {
    const name = `mesh-${String(from + i).padStart(3, '0')}`;
    return { name, spec: { version, profile: 'minimal', namespace: name } };
  });

/** What a mesh consists of on the newest Kubernetes. */
export const objectsOf = ({ name, spec }: Mesh): Manifest[] =>
  render({ name, spec: resolve(spec), capabilities: capabilitiesOf(NEWEST_KUBERNETES) });

/** Asks the operator for a mesh, or for a change of it. */
export function request(client: KubeClient, { name, spec }: Mesh): Promise<Manifest> {
  return client.apply({ ...KIND, metadata: { name }, spec }, { fieldManager: 'bench', force: true });
}

/** Resolves once all of these meshes, as they are now, are Ready with the version that they ask for. */
export async function untilReady(client: KubeClient, meshes: readonly Mesh[]): Promise<void> {
  const names = new Set(meshes.map(({ name }) => name));
  const isDone = (live: readonly MeshInstall[]): boolean =>
    live.filter((install) => names.has(install.metadata.name) && isReady(install)).length === names.size;
  const [mesh] = meshes;
  const one = mesh !== undefined && meshes.length === 1 ? { fieldSelector: `metadata.name=${mesh.name}` } : {};
  await until<MeshInstall>(client, KIND, isDone, one);
}

function isReady({ metadata, spec, status }: MeshInstall): boolean {
  if (status?.observedGeneration !== metadata.generation || status?.version !== spec.version) return false;
  return status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') === true;
}
