import type { Manifest } from '../../api/manifest.ts';
import { workloadSpec } from '../model/selector.ts';
import { FIELD_MANAGER } from '../../api/meshinstall.ts';

/** Part of a HorizontalPodAutoscaler: what it scales. */
interface Target {
  readonly scaleTargetRef?: { readonly kind: string; readonly name: string };
}

/**
 * Manifests without the number of pods where an autoscaler among them owns it: whoever sends it takes the number back
 * at every apply. Charts of Istio 1.0 write it all the same; without it a new Deployment starts with one pod too.
 * @param autoscalers of others, which are no part of the mesh
 */
export function withoutScaledReplicas(
  manifests: readonly Manifest[],
  autoscalers: readonly Manifest[] = [],
): Manifest[] {
  const scaled = new Set([...manifests, ...autoscalers].flatMap(targetOf));
  return manifests.map((manifest) => (scaled.has(workloadId(manifest)) ? withoutReplicas(manifest) : manifest));
}

function targetOf(manifest: Manifest): string[] {
  if (manifest.kind !== 'HorizontalPodAutoscaler') return [];
  const { scaleTargetRef } = manifest['spec'] as Target;
  if (scaleTargetRef === undefined) return [];
  return [workloadId({ kind: scaleTargetRef.kind, metadata: { ...manifest.metadata, name: scaleTargetRef.name } })];
}

const workloadId = ({ kind, metadata }: Pick<Manifest, 'kind' | 'metadata'>): string =>
  `${kind}/${metadata.namespace ?? ''}/${metadata.name}`;

/** The first of the autoscalers that scales this workload. */
export const scalerOf = (workload: Manifest, autoscalers: readonly Manifest[]): Manifest | undefined =>
  autoscalers.find((autoscaler) => targetOf(autoscaler).includes(workloadId(workload)));

/** True for a Deployment whose number of pods is not the one that we ask for. */
export const isScaledOtherwise = (manifest: Manifest, live: Manifest | undefined): boolean =>
  manifest.kind === 'Deployment' &&
  live !== undefined &&
  workloadSpec(manifest).replicas !== undefined &&
  workloadSpec(manifest).replicas !== workloadSpec(live).replicas;

function withoutReplicas(manifest: Manifest): Manifest {
  const { replicas: _, ...spec } = manifest['spec'] as { replicas?: number };
  return { ...manifest, spec };
}

/** True for a Deployment that does not say how many pods it has: somebody else does. */
export const leavesReplicas = (manifest: Manifest): boolean =>
  manifest.kind === 'Deployment' && workloadSpec(manifest).replicas === undefined;

/** On ReplicaSets whose Deployment was taken away: its name, and how many pods it was meant to have. */
const ORPHANED_FROM = 'meshwright.dev/orphaned-from';
const ORPHANED_REPLICAS = 'meshwright.dev/orphaned-replicas';

/** Annotations that remember a Deployment on what it leaves behind, for the one that is recreated. */
export const rememberedBy = (deployment: Manifest): Record<string, string> => ({
  [ORPHANED_FROM]: deployment.metadata.name,
  [ORPHANED_REPLICAS]: String(workloadSpec(deployment).replicas ?? 1),
});

/**
 * A Deployment whose number of pods somebody else owns, as it is created: with as many as the one before it had.
 * Undefined when nothing remembers one, or the manifest names a number itself.
 * @param left ReplicaSets that Deployments left behind
 */
export function withRememberedReplicas(manifest: Manifest, left: readonly Manifest[]): Manifest | undefined {
  if (!leavesReplicas(manifest)) return undefined;
  const { name, namespace } = manifest.metadata;
  const own = left.filter(
    ({ metadata }) => metadata.namespace === namespace && metadata.annotations?.[ORPHANED_FROM] === name,
  );
  const counts = own.map(({ metadata }) => Number.parseInt(metadata.annotations?.[ORPHANED_REPLICAS] ?? '', 10));
  const most = Math.max(0, ...counts.filter(Number.isSafeInteger));
  return most === 0 ? undefined : { ...manifest, spec: { ...(manifest['spec'] as object), replicas: most } };
}

interface FieldsRecord {
  readonly manager?: string;
  readonly operation?: string;
  readonly subresource?: string;
  readonly fieldsV1?: { readonly 'f:spec'?: Readonly<Record<string, unknown>> };
}

/**
 * The JSON patch that takes the number of pods out of our account, where we set it before and no longer do. Server-side
 * apply removes a field that its only owner stops sending, and the apiserver puts 1 in its place: an autoscaler that was
 * just switched on would begin with one pod, however many served. Empty when there is nothing to hand over.
 * @param live the Deployment, or only its metadata
 */
export function replicasHandover(live: Manifest): object[] {
  const records = (live.metadata.managedFields ?? []) as readonly FieldsRecord[];
  return records.flatMap(({ manager, operation, subresource = '', fieldsV1 }, i) => {
    const isOurs = manager === FIELD_MANAGER && operation === 'Apply' && subresource === '';
    if (!isOurs || fieldsV1?.['f:spec']?.['f:replicas'] === undefined) return [];
    return [{ op: 'remove', path: `/metadata/managedFields/${i}/fieldsV1/f:spec/f:replicas` }];
  });
}
