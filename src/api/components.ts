/**
 * Components that are not gateways: parts that are installed, upgraded and reported as one. `base` holds what belongs
 * to no other: namespace, CRDs, shared accounts, mesh configuration and mesh-wide Istio objects.
 */
export const COMPONENTS = [
  'base',
  'citadel',
  'galley',
  'pilot',
  'policy',
  'telemetry',
  'injector',
  'prometheus',
  'grafana',
  'tracing',
  'kiali',
  'servicegraph',
  'nodeagent',
  'coredns',
] as const;

/** Name of a component: one of COMPONENTS, or the name of a gateway. */
export type ComponentName = string;

/** The component that `spec.components.ingress` brings. It is named after its Deployment, as gateways are. */
export const LEGACY_INGRESS = 'istio-ingress';

/** Add-ons never hold back the mesh: nothing waits for them. */
export const ADDONS: ReadonlySet<ComponentName> = new Set([
  'prometheus',
  'grafana',
  'tracing',
  'kiali',
  'servicegraph',
]);

/** Labels that we put on every object we render; never on pod templates, so that adopting restarts nothing. */
export const LABELS = {
  mesh: 'meshwright.dev/mesh',
  component: 'meshwright.dev/component',
  managedBy: 'app.kubernetes.io/managed-by',
} as const;

/** On a ServiceAccount: names of the pull secrets that are ours, separated by commas; the others of the list are others'. */
export const PULL_SECRETS_ANNOTATION = 'meshwright.dev/pull-secrets';

/** Name of the legacy API bridge's container; it stands beside the component's own and is never the component. */
export const BRIDGE_CONTAINER = 'legacy-api-bridge';
