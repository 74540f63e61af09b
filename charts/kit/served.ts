import { serves, type Capabilities } from '../../src/api/capabilities.ts';

/** API of HorizontalPodAutoscaler; v2 since Kubernetes 1.23, and before that a beta of it with the same fields. */
export function autoscalingApi(capabilities: Capabilities): string {
  return serves(capabilities, 'autoscaling/v2', 'HorizontalPodAutoscaler') ? 'autoscaling/v2' : 'autoscaling/v2beta2';
}

/** API of PodDisruptionBudget; v1 since Kubernetes 1.21. */
export function budgetApi(capabilities: Capabilities): string {
  return serves(capabilities, 'policy/v1', 'PodDisruptionBudget') ? 'policy/v1' : 'policy/v1beta1';
}

/** API of Ingress and how it names a path's backend; v1 since Kubernetes 1.19. */
export function ingressApi(capabilities: Capabilities): {
  apiVersion: string;
  path: (path: string, service: string, port: number) => object;
} {
  if (serves(capabilities, 'networking.k8s.io/v1', 'Ingress')) {
    return {
      apiVersion: 'networking.k8s.io/v1',
      path: (path, name, number) => ({
        path,
        pathType: 'ImplementationSpecific',
        backend: { service: { name, port: { number } } },
      }),
    };
  }
  return {
    apiVersion: 'networking.k8s.io/v1beta1',
    path: (path, serviceName, servicePort) => ({ path, backend: { serviceName, servicePort } }),
  };
}

/**
 * True where Kubernetes still serves what the old binaries call (apiextensions, admissionregistration and
 * extensions v1beta1, gone with 1.22): there they run unaided and keep their webhook configurations themselves.
 */
export function hasLegacyApis(capabilities: Capabilities): boolean {
  return serves(capabilities, 'admissionregistration.k8s.io/v1beta1', 'MutatingWebhookConfiguration');
}
