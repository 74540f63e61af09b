import { OPERATOR_CONTAINER } from '../../../charts/index.ts';
import type { Manifest, ObjectRef } from '../../api/manifest.ts';
import { ApiError } from '../../kube/errors.ts';
import type { KubeClient } from '../../kube/operations.ts';
import { retry, type RetryOptions } from './retry.ts';

/** What reading needs. */
export interface OwnImageContext extends RetryOptions {
  readonly client: Pick<KubeClient, 'get'>;
  /** Where we run. */
  readonly namespace?: string;
  /** Name of the pod that we are; undefined outside of a cluster. */
  readonly pod?: string;
}

/**
 * The image that we run from, as whoever installed us wrote it: what we put beside Istio's programs comes from the same
 * registry, by the same tag or digest. Undefined outside of a cluster, or where nobody lets us read our pod, which is
 * logged.
 */
export async function ownImage(context: OwnImageContext, signal: AbortSignal): Promise<string | undefined> {
  const { client, log, namespace, pod } = context;
  if (pod === undefined || namespace === undefined) return undefined;
  const read = async (): Promise<string | undefined> => {
    try {
      return operatorImage(await client.get(podRef(pod, namespace), { signal }));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      log.warn({ err: error }, 'cannot read the image of our own pod: bridges get that of this release');
      return undefined;
    }
  };
  return retry(context, read, signal);
}

const podRef = (name: string, namespace: string): ObjectRef => ({ apiVersion: 'v1', kind: 'Pod', namespace, name });

interface PodSpec {
  readonly containers?: readonly { readonly name: string; readonly image?: string }[];
}

/** The image of the operator in its pod, or in its Deployment; undefined where neither has such a container. */
export function operatorImage(object: Manifest | undefined): string | undefined {
  const spec = object?.['spec'] as (PodSpec & { readonly template?: { readonly spec?: PodSpec } }) | undefined;
  const { containers } = spec?.template?.spec ?? spec ?? {};
  return containers?.find(({ name }) => name === OPERATOR_CONTAINER)?.image;
}
