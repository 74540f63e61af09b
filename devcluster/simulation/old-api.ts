import { isAlreadyExists, isConflict, isNotFound } from '../../src/kube/errors.ts';
import type { KubeClient } from '../../src/kube/client.ts';

/** The only API in which the programs of a mesh write webhook configurations: gone with Kubernetes 1.22. */
export const OLD_API = 'admissionregistration.k8s.io/v1beta1';

/**
 * What a program does through the old API: not tried where it is not served, and tried again after the next change when
 * our copy was behind the server.
 */
export async function throughOldApi({ discovery }: KubeClient, write: () => Promise<unknown>): Promise<void> {
  const served = await discovery.servedKinds();
  if (!served.some(({ apiVersion }) => apiVersion === OLD_API)) return;
  try {
    await write();
  } catch (error) {
    // The object is gone, or the API is: the cluster may have been upgraded.
    if (isNotFound(error)) discovery.invalidate();
    else if (!isConflict(error) && !isAlreadyExists(error)) throw error;
  }
}
