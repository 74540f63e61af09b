import type { Mesh } from '../mesh.ts';

/**
 * The image of one of Istio's own binaries: the component's `image`, else its entry in spec.images.overrides, else
 * hub/name:version.
 */
export function istioImage(mesh: Mesh, component: string, name: string, own = ''): string {
  const { hub, overrides } = mesh.spec.images;
  return own || overrides[component] || `${hub}/${name}:${mesh.spec.version}`;
}

/** The image of an add-on that is not Istio's own; the catalog knows its whole reference. */
export function addonImage(mesh: Mesh, component: string, reference: string, own = ''): string {
  return own || mesh.spec.images.overrides[component] || reference;
}
