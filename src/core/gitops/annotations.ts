import { LABELS } from '../../api/components.ts';
import type { Manifest } from '../../api/manifest.ts';
import { isKept } from '../ownership/kept.ts';
import { depthsOf } from '../model/graph.ts';
import { partOf } from '../model/parts.ts';
import { needsOn, type HopNeed } from '../upgrade/hop.ts';

/** What a GitOps tool may want to know about an object. */
interface Place {
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
 * The objects of a mesh with what a tool reads from them; the very objects where that is nothing. `tool` undefined
 * stands for none. @throws RangeError for a tool that is not one of GITOPS_TOOLS
 */
export function annotatedFor(
  tool: string | undefined,
  manifests: readonly Manifest[],
  hopNeeds: readonly HopNeed[],
): readonly Manifest[] {
  if (tool === undefined) return manifests;
  const annotate = ANNOTATIONS[tool];
  if (annotate === undefined) throw new RangeError(`"${tool}" is not one of ${GITOPS_TOOLS.join(', ')}`);
  const waveOf = waves(manifests, hopNeeds);
  return manifests.map((object) => withAnnotations(object, annotate({ wave: waveOf(object), kept: isKept(object) })));
}

function waves(manifests: readonly Manifest[], hopNeeds: readonly HopNeed[]): (object: Manifest) => number {
  const levels = depthsOf(needsOn({ to: '', rest: [] }, hopNeeds));
  const levelOf = (object: Manifest): number => levels.get(partOf(object).name) ?? 0;
  const last = new Map<string | undefined, number>();
  for (const object of manifests) {
    const component = componentOf(object);
    last.set(component, Math.max(last.get(component) ?? 0, levelOf(object)));
  }
  return (object) => (waitsForAnAddress(object) ? (last.get(componentOf(object)) ?? 0) : levelOf(object));
}

const componentOf = ({ metadata }: Manifest): string | undefined => metadata.labels?.[LABELS.component];

/** Argo CD finds it healthy once it has an address: nothing but its own pods may wait for that. */
const waitsForAnAddress = (object: Manifest): boolean =>
  object.kind === 'Service' && (object['spec'] as { type?: string } | undefined)?.type === 'LoadBalancer';

function withAnnotations(manifest: Manifest, added: Annotations): Manifest {
  if (Object.keys(added).length === 0) return manifest;
  const annotations = { ...manifest.metadata.annotations, ...added };
  return { ...manifest, metadata: { ...manifest.metadata, annotations } };
}
