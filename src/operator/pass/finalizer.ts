import { FINALIZER, type MeshInstall } from '../../api/meshinstall.ts';
import { isNotFound } from '../../kube/errors.ts';
import { latestOf, writeInstall, type WriteContext } from './write-install.ts';

/** Puts our finalizer on the MeshInstall, before anything is created that it would have to clean up. */
export async function ensureFinalizer(context: WriteContext): Promise<void> {
  const finalizers = latestOf(context).metadata.finalizers ?? [];
  if (!finalizers.includes(FINALIZER)) await write(context, [...finalizers, FINALIZER]);
}

/**
 * Lets the MeshInstall go, as far as it is ours.
 * @returns the MeshInstall while somebody else's finalizer holds it; undefined when it is gone
 */
export async function removeFinalizer(context: WriteContext): Promise<MeshInstall | undefined> {
  const install = latestOf(context);
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

/** Only onto what we have seen: the list is replaced whole, and somebody may have put a finalizer on it meanwhile. */
const write = (context: WriteContext, finalizers: readonly string[]): Promise<MeshInstall> =>
  writeInstall(context, { type: 'merge' }, ({ metadata: { resourceVersion } }) => ({
    metadata: { resourceVersion, finalizers },
  }));
