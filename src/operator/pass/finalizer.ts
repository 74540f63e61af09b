import { API, FINALIZER, type MeshInstall } from '../../api/meshinstall.ts';
import { isNotFound } from '../../kube/errors.ts';
import type { PassContext } from './context.ts';

const refOf = ({ metadata }: MeshInstall) => ({ apiVersion: API.apiVersion, kind: API.kind, name: metadata.name });

/** Puts our finalizer on the MeshInstall, before anything is created that it would have to clean up. */
export async function ensureFinalizer({ client, cache, install, signal }: PassContext): Promise<void> {
  const { metadata } = cache.install(install.metadata.name) ?? install;
  const finalizers = metadata.finalizers ?? [];
  if (finalizers.includes(FINALIZER)) return;
  const body = { metadata: { resourceVersion: metadata.resourceVersion, finalizers: [...finalizers, FINALIZER] } };
  cache.wrote(await client.patch(refOf(install), body, { type: 'merge', signal }));
}

/** Lets the MeshInstall go; only if nobody changed its finalizers meanwhile. */
export async function removeFinalizer({ client, install, signal }: PassContext): Promise<void> {
  const index = install.metadata.finalizers?.indexOf(FINALIZER) ?? -1;
  if (index < 0) return;
  const path = `/metadata/finalizers/${index}`;
  const body = [
    { op: 'test', path, value: FINALIZER },
    { op: 'remove', path },
  ];
  try {
    await client.patch(refOf(install), body, { type: 'json', signal });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
