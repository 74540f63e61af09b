import type { Manifest } from '../../api/manifest.ts';
import { isForbidden } from '../../kube/errors.ts';
import type { KubeClient } from '../../kube/operations.ts';
import type { Whereabouts } from '../../migration/status/status.ts';

/** What of a container tells whose proxy it is. */
function containerFacts(container: Record<string, unknown>): object {
  const { name, image, args, restartPolicy } = container;
  return { name, image, args, restartPolicy };
}

/** What of a pod tells where it is: a cluster has many, and they are big. */
function podFacts(pod: Manifest): Manifest {
  const { apiVersion, kind, metadata } = pod;
  const { name, namespace, labels, annotations, ownerReferences, deletionTimestamp } = metadata;
  const note = annotations?.['sidecar.istio.io/status'];
  const { containers = [], initContainers = [] } = (pod['spec'] ?? {}) as Record<string, Record<string, unknown>[]>;
  const { phase } = (pod['status'] ?? {}) as { phase?: string };
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      ...(labels !== undefined && { labels }),
      ...(note !== undefined && { annotations: { 'sidecar.istio.io/status': note } }),
      ...(ownerReferences !== undefined && { ownerReferences }),
      ...(deletionTimestamp !== undefined && { deletionTimestamp }),
    },
    spec: { containers: containers.map(containerFacts), initContainers: initContainers.map(containerFacts) },
    status: { phase },
  };
}

const PODS = { apiVersion: 'v1', kind: 'Pod' };
const NAMESPACES = { apiVersion: 'v1', kind: 'Namespace' };
const WEBHOOKS = { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'MutatingWebhookConfiguration' };

/** Reads where pods and namespaces are, by lists that come in pages. @throws ApiError when these may not be listed */
export async function readWhereabouts(client: KubeClient, namespace?: string): Promise<Whereabouts> {
  const within = namespace === undefined ? {} : { namespace };
  const [pods, namespaces, webhooks] = await Promise.all([
    client.list(PODS, {
      ...within,
      fieldSelector: 'status.phase!=Succeeded,status.phase!=Failed',
      transform: podFacts,
    }),
    client.list(NAMESPACES, namespace === undefined ? {} : { fieldSelector: `metadata.name=${namespace}` }),
    client.list(WEBHOOKS, { metadataOnly: true }).catch((error: unknown) => {
      // Whoever may not see webhooks sees the rest.
      if (isForbidden(error)) return undefined;
      throw error;
    }),
  ]);
  const injectors = (webhooks?.items ?? []).map((object) => ({ ...object, kind: WEBHOOKS.kind }));
  return { objects: [...pods.items, ...namespaces.items, ...injectors], knowsInjectors: webhooks !== undefined };
}
