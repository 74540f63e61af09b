/** A kind and the minors of Kubernetes 1 that serve it: from `since` up to, not including, `until`. */
export interface KindLifetime {
  /** group/version/Kind. */
  readonly kind: string;
  readonly since: number;
  readonly until?: number;
}

/** The oldest Kubernetes that we render for: the first without extensions/v1beta1 workloads. */
export const OLDEST_MINOR = 16;

/** The newest Kubernetes that we are tested with: what is rendered for when nobody says. */
export const NEWEST_KUBERNETES = '1.36';

/** Kinds that our rules ask about (kubernetes.io/docs/reference/using-api/deprecation-guide). */
export const KUBERNETES_KINDS: readonly KindLifetime[] = [
  { kind: 'admissionregistration.k8s.io/v1/MutatingWebhookConfiguration', since: 16 },
  { kind: 'admissionregistration.k8s.io/v1beta1/MutatingWebhookConfiguration', since: 9, until: 22 },
  { kind: 'admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration', since: 16 },
  { kind: 'admissionregistration.k8s.io/v1beta1/ValidatingWebhookConfiguration', since: 9, until: 22 },
  { kind: 'apiextensions.k8s.io/v1/CustomResourceDefinition', since: 16 },
  { kind: 'apiextensions.k8s.io/v1beta1/CustomResourceDefinition', since: 7, until: 22 },
  { kind: 'autoscaling/v2/HorizontalPodAutoscaler', since: 23 },
  { kind: 'autoscaling/v2beta2/HorizontalPodAutoscaler', since: 12, until: 26 },
  { kind: 'certificates.k8s.io/v1beta1/CertificateSigningRequest', since: 4, until: 22 },
  { kind: 'extensions/v1beta1/Ingress', since: 1, until: 22 },
  { kind: 'extensions/v1beta1/ReplicaSet', since: 2, until: 16 },
  { kind: 'networking.k8s.io/v1/Ingress', since: 19 },
  { kind: 'networking.k8s.io/v1beta1/Ingress', since: 14, until: 22 },
  { kind: 'policy/v1/PodDisruptionBudget', since: 21 },
  { kind: 'policy/v1beta1/PodDisruptionBudget', since: 5, until: 25 },
];
