import { LABELS } from '../src/api/components.ts';
import type { Manifest } from '../src/api/manifest.ts';
import { injected } from './inject/document.ts';
import { injectionSettings } from './inject/settings.ts';
import type { Mesh } from './mesh.ts';
import { render } from './render.ts';

/** An image that a mesh needs. */
export interface NeededImage {
  /** Whole reference, as the pods have it. */
  readonly image: string;
  /** Components and gateways, and `sidecars`; sorted. */
  readonly usedBy: readonly string[];
}

interface PodSpec {
  readonly containers?: readonly { readonly image?: string }[];
  readonly initContainers?: readonly { readonly image?: string }[];
}

/** Whose sidecar shows what sidecars are made of. */
const ANY_POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'any', namespace: 'default', annotations: { 'sidecar.istio.io/inject': 'true' } },
  spec: { containers: [{ name: 'app' }] },
};

/** Every image that nodes pull for a mesh: those of its own pods, overlays included, and of the sidecars. Sorted. */
export function imagesOf(mesh: Mesh): NeededImage[] {
  const uses = [
    ...render(mesh).flatMap((manifest) => usesOf(manifest, manifest.metadata.labels?.[LABELS.component] ?? 'base')),
    ...usesOf(sidecarIn(mesh), 'sidecars'),
  ];
  const images = [...new Set(uses.map(({ image }) => image))].sort();
  const usersOf = (wanted: string): string[] => uses.filter(({ image }) => image === wanted).map(({ user }) => user);
  return images.map((image) => ({ image, usedBy: [...new Set(usersOf(image))].sort() }));
}

function sidecarIn(mesh: Mesh): Manifest {
  const settings = { ...injectionSettings(mesh), neverInjectSelector: [] };
  return injected(ANY_POD, settings).document as Manifest;
}

function usesOf(manifest: Manifest, user: string): { image: string; user: string }[] {
  return podSpecs(manifest)
    .flatMap(({ containers = [], initContainers = [] }) => [...containers, ...initContainers])
    .flatMap(({ image }) => (image === undefined ? [] : [{ image, user }]));
}

/** Whatever has containers, at whatever depth: Pods, and what makes them. */
function podSpecs(value: unknown): PodSpec[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray((value as PodSpec).containers)) return [value];
  return Object.values(value).flatMap(podSpecs);
}
