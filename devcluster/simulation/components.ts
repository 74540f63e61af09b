/** A component that serves a webhook. */
export interface WebhookComponent {
  readonly service: string;
  readonly serviceAccount: string;
  /** Label `istio` of its pods. */
  readonly label: string;
  /** Container of its pods with the program; it was renamed once. */
  readonly containers: readonly string[];
}

/** Names by which the components of a mesh know each other; the same in every release. */
export const webhookComponents = {
  galley: {
    service: 'istio-galley',
    serviceAccount: 'istio-galley-service-account',
    label: 'galley',
    containers: ['galley', 'validator'],
  },
  injector: {
    service: 'istio-sidecar-injector',
    serviceAccount: 'istio-sidecar-injector-service-account',
    label: 'sidecar-injector',
    containers: ['sidecar-injector-webhook'],
  },
} as const satisfies Record<string, WebhookComponent>;

/** The DNS names that a component's certificate must carry, none for a ServiceAccount that serves no webhook. */
export function webhookNames(serviceAccount: string, namespace: string): string[] {
  const component = Object.values(webhookComponents).find((each) => each.serviceAccount === serviceAccount);
  if (component === undefined) return [];
  return [`${component.service}.${namespace}.svc`, `${component.service}.${namespace}`];
}

/** The Secret with a ServiceAccount's certificate. */
export function secretName(serviceAccount: string): string {
  return `istio.${serviceAccount}`;
}
