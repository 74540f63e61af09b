import { serves } from '../src/api/capabilities.ts';
import type { SpecProblem } from '../src/api/errors.ts';
import type { Mesh } from './mesh.ts';

/** Options that the release has and that its binaries cannot carry out on this Kubernetes, each with a remedy. */
export function impossibleHere({ spec, capabilities }: Mesh): SpecProblem[] {
  const { enabled } = spec.mesh.kubernetesIngress;
  if (!enabled || serves(capabilities, 'extensions/v1beta1', 'Ingress')) return [];
  const message =
    'Istio 1.0 to 1.4 reads Ingress objects by an API that Kubernetes 1.22 took away; use a Gateway and a VirtualService.';
  return [{ field: 'spec.mesh.kubernetesIngress.enabled', value: enabled, message }];
}
