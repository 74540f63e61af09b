import type { Mesh } from '../mesh.ts';
import type { PodSpec } from './types.ts';

/**
 * The image of one of Istio's own binaries: the component's `image`, else its entry in spec.images.overrides, else
 * hub/name:tag, where the tag is the version unless spec.images says otherwise.
 */
export function istioImage(mesh: Mesh, component: string, name: string, own = ''): string {
  const { hub, overrides, tag } = mesh.spec.images;
  return own || overrides[component] || `${hub}/${name}:${tag || mesh.spec.version}`;
}

/** The image of an add-on that is not Istio's own; the catalog knows its whole reference. */
export function addonImage(mesh: Mesh, component: string, reference: string, own = ''): string {
  return own || mesh.spec.images.overrides[component] || reference;
}

/** Pull secrets in the pod itself: for pods that run under the namespace's default account, which is not ours. */
export function podPullSecrets(mesh: Mesh): Pick<PodSpec, 'imagePullSecrets'> {
  const { pullSecrets } = mesh.spec.images;
  return pullSecrets.length > 0 ? { imagePullSecrets: pullSecrets.map((name) => ({ name })) } : {};
}
