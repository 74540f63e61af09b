import type { RuntimeObject } from '../../src/api/runtime-objects.ts';

/**
 * What programs of a mesh make by themselves where Kubernetes still serves the API that they speak. Galley of every
 * release reads the configuration of its webhooks from a file, adds the bundle of its certificate, and writes it as
 * soon as its Service has a ready address (galley/pkg/crd/validation).
 */
export const RUNTIME_OBJECTS: readonly RuntimeObject[] = [
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    name: 'istio-galley',
    component: 'galley',
    service: 'istio-galley',
    reason: 'galley made it, and it refuses all Istio configuration once galley does not answer',
  },
];
