import { API, FINALIZER, type MeshInstall } from '../../api/meshinstall.ts';
import { isNotFound } from '../../kube/errors.ts';
import type { KubeClient } from '../../kube/operations.ts';
import type { LiveCache } from '../caches/live-cache.ts';
import type { Subject } from './subject.ts';

/** What finalizers are written with. */
export interface FinalizerContext extends Pick<Subject, 'install' | 'signal'> {
  readonly client: Pick<KubeClient, 'patch'>;
  readonly cache: Pick<LiveCache, 'install' | 'wrote'>;
}

/** Puts our finalizer on the MeshInstall, before anything is created that it would have to clean up. */
export async function ensureFinalizer(context: FinalizerContext): Promise<void> {
  const finalizers = latest(context).metadata.finalizers ?? [];
  if (!finalizers.includes(FINALIZER)) await write(context, [...finalizers, FINALIZER]);
}

/**
 * Lets the MeshInstall go, as far as it is ours.
 * @returns the MeshInstall while somebody else's finalizer holds it; undefined when it is gone
 */
export async function removeFinalizer(context: FinalizerContext): Promise<MeshInstall | undefined> {
  const install = latest(context);
  const finalizers = install.metadata.finalizers ?? [];
  if (!finalizers.includes(FINALIZER)) return install;
  try {
    const left = await write(context, otherFinalizers(install));
    return otherFinalizers(left).length === 0 && left.metadata.deletionTimestamp !== undefined ? undefined : left;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Who else wants to do something before the MeshInstall goes. */
export const otherFinalizers = ({ metadata }: MeshInstall): string[] =>
  (metadata.finalizers ?? []).filter((finalizer) => finalizer !== FINALIZER);

const latest = ({ cache, install }: FinalizerContext): MeshInstall => cache.install(install.metadata.name) ?? install;

/** Only onto what we have seen: the list is replaced whole, and somebody may have put a finalizer on it meanwhile. */
async function write(context: FinalizerContext, finalizers: readonly string[]): Promise<MeshInstall> {
  const { client, cache, signal } = context;
  const { name, resourceVersion } = latest(context).metadata;
  const ref = { apiVersion: API.apiVersion, kind: API.kind, name };
  const body = { metadata: { resourceVersion, finalizers } };
  const written = await client.patch<MeshInstall>(ref, body, { type: 'merge', signal });
  cache.wrote(written);
  return written;
}
