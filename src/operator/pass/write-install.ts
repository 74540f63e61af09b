import { API, type MeshInstall } from '../../api/meshinstall.ts';
import type { ObjectRef } from '../../api/manifest.ts';
import { isConflict } from '../../kube/errors.ts';
import type { KubeClient } from '../../kube/operations.ts';
import type { LiveCache } from '../caches/live-cache.ts';
import type { Subject } from './subject.ts';

/** What a MeshInstall is written with. */
export interface WriteContext extends Pick<Subject, 'install' | 'signal'> {
  readonly client: Pick<KubeClient, 'patch'>;
  readonly cache: Pick<LiveCache, 'install' | 'wrote' | 'missed'>;
}

interface Latest extends Pick<Subject, 'install'> {
  readonly cache: Pick<LiveCache, 'install'>;
}

/** The MeshInstall as last seen or last written; as the pass began, if it is no longer known. */
export const latestOf = ({ cache, install }: Latest): MeshInstall => cache.install(install.metadata.name) ?? install;

/**
 * Patches the MeshInstall as it was seen last. The cache learns what became of it, or that it missed something.
 * @param bodyOf the patch; has to hold only for this resourceVersion
 * @throws ApiError Conflict when it is no longer the one that was seen: what we do not know must not be overwritten
 */
export async function writeInstall(
  context: WriteContext,
  options: Omit<Parameters<KubeClient['patch']>[2], 'signal'>,
  bodyOf: (seen: MeshInstall) => object,
): Promise<MeshInstall> {
  const { client, cache, signal } = context;
  const seen = latestOf(context);
  const ref: ObjectRef = { apiVersion: API.apiVersion, kind: API.kind, name: seen.metadata.name };
  try {
    const written = await client.patch<MeshInstall>(ref, bodyOf(seen), { ...options, signal });
    cache.wrote(written);
    return written;
  } catch (error) {
    if (isConflict(error)) cache.missed(seen);
    throw error;
  }
}
