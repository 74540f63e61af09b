import type { Manifest } from '../api/manifest.ts';

/** Part of a HorizontalPodAutoscaler: what it scales. */
interface Target {
  readonly scaleTargetRef?: { readonly kind: string; readonly name: string };
}

/**
 * Manifests without the number of pods where an autoscaler among them owns it: whoever sends it takes the number back
 * at every apply. Charts of Istio 1.0 write it all the same; without it a new Deployment starts with one pod too.
 */
export function withoutScaledReplicas(manifests: readonly Manifest[]): Manifest[] {
  const scaled = new Set(manifests.flatMap(targetOf));
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

function withoutReplicas(manifest: Manifest): Manifest {
  const { replicas: _, ...spec } = manifest['spec'] as { replicas?: number };
  return { ...manifest, spec };
}
