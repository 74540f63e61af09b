import type { Manifest } from '../src/api/manifest.ts';

/** What a GitOps tool may want to know about an object. */
export interface Place {
  /** Its sync wave: how deep its part is in the graph of needs, from 0. */
  readonly wave: number;
  /** It stays when nobody asks for it any more: what hangs on it is not ours. */
  readonly kept: boolean;
}

type Annotations = Readonly<Record<string, string>>;

/**
 * Annotations by tool. Argo CD applies by sync wave and waits for health between them (Argo CD, "Sync Phases and
 * Waves", "Sync Options"); Flux has no waves within a Kustomization (Flux, "Kustomization", "Controlling the apply
 * behavior of resources").
 */
const ANNOTATIONS: Readonly<Record<string, (place: Place) => Annotations>> = {
  argocd: ({ wave, kept }) => ({
    'argocd.argoproj.io/sync-wave': String(wave),
    ...(kept && { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' }),
  }),
  flux: ({ kept }) => (kept ? { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' } : {}),
};

/** GitOps tools that objects can be annotated for. */
export const GITOPS_TOOLS: readonly string[] = Object.keys(ANNOTATIONS);

/**
 * The object with what the tool reads from it; the very object where that is nothing. `tool` undefined stands for
 * none. @throws RangeError for a tool that is not one of GITOPS_TOOLS
 */
export function annotatedFor(tool: string | undefined, manifest: Manifest, place: Place): Manifest {
  if (tool === undefined) return manifest;
  const annotate = ANNOTATIONS[tool];
  if (annotate === undefined) throw new RangeError(`"${tool}" is not one of ${GITOPS_TOOLS.join(', ')}`);
  const added = annotate(place);
  if (Object.keys(added).length === 0) return manifest;
  const annotations = { ...manifest.metadata.annotations, ...added };
  return { ...manifest, metadata: { ...manifest.metadata, annotations } };
}
