import type { ObjectRef } from '../../api/manifest.ts';
import { KindNotServedError } from '../errors.ts';
import type { Discovery } from '../operations.ts';

/**
 * The same object in a version of its API that the server serves: it was written down before the cluster was upgraded.
 * Unchanged when the version is served, or no version is.
 */
export async function servedRef(discovery: Discovery, ref: ObjectRef): Promise<ObjectRef> {
  try {
    await discovery.kind(ref);
    return ref;
  } catch (error) {
    if (!(error instanceof KindNotServedError)) throw error;
    const group = groupOf(ref.apiVersion);
    const kinds = await discovery.servedKinds();
    const served = kinds.find(({ apiVersion, kind }) => kind === ref.kind && groupOf(apiVersion) === group);
    return served === undefined ? ref : { ...ref, apiVersion: served.apiVersion };
  }
}

const groupOf = (apiVersion: string): string => apiVersion.split('/').slice(0, -1).join('');
