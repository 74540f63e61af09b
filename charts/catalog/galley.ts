import { READ, rule } from '../kit/objects.ts';
import type { PolicyRule, ServicePort, WebhookRule } from '../kit/types.ts';
import type { ByMinor } from './minor.ts';

/** What differs between the galleys of the release lines. */
export interface GalleyFacts {
  readonly image: string;
  readonly servicePorts: readonly ServicePort[];
  /** Flags that never change, before those that settings decide. */
  readonly flags: readonly string[];
  /** Takes --enable-reconcileWebhookConfiguration. */
  readonly takesReconcileFlag: boolean;
  /**
   * Flags without which it never publishes configuration where apiextensions v1beta1 and extensions/v1beta1 Ingress
   * are gone.
   */
  readonly withoutOldApis: readonly string[];
  /** Its webhooks' configuration says that they have no side effects. */
  readonly declaresSideEffects: boolean;
  readonly rules: readonly PolicyRule[];
  readonly webhooks: readonly GalleyWebhook[];
}

/** One validating webhook of galley. */
export interface GalleyWebhook {
  readonly name: string;
  readonly path: string;
  readonly rules: readonly WebhookRule[];
}

const ISTIO_GROUPS = [
  'authentication.istio.io',
  'config.istio.io',
  'networking.istio.io',
  'rbac.istio.io',
  'security.istio.io',
];

const checked = (apiGroup: string, apiVersion: string, resources: string[]): WebhookRule => ({
  operations: ['CREATE', 'UPDATE'],
  apiGroups: [apiGroup],
  apiVersions: [apiVersion],
  resources,
});

const CLIENT_CONFIG = ['httpapispecs', 'httpapispecbindings', 'quotaspecs', 'quotaspecbindings'];
const NETWORKING = ['destinationrules', 'envoyfilters', 'gateways', 'serviceentries', 'sidecars', 'virtualservices'];
const MIXER_BASE = ['rules', 'attributemanifests', 'adapters', 'handlers', 'instances', 'templates'];
const MIXER_ADAPTERS = [
  ...['circonuses', 'cloudwatches', 'deniers', 'dogstatsds', 'fluentds', 'kubernetesenvs', 'listcheckers'],
  ...['memquotas', 'noops', 'opas', 'prometheuses', 'rbacs', 'solarwindses', 'stackdrivers', 'statsds', 'stdios'],
  ...['zipkins'],
];
const MIXER_TEMPLATES = [
  ...['apikeys', 'authorizations', 'checknothings', 'listentries', 'logentries', 'metrics', 'quotas'],
  ...['reportnothings', 'tracespans'],
];

/** charts/galley of each line. */
export const GALLEY: ByMinor<GalleyFacts> = {
  '1.4': {
    image: 'galley',
    servicePorts: [
      { name: 'https-validation', port: 443 },
      { name: 'http-monitoring', port: 15014 },
      { name: 'grpc-mcp', port: 9901 },
    ],
    flags: [
      '--meshConfigFile=/etc/mesh-config/mesh',
      '--livenessProbeInterval=1s',
      '--livenessProbePath=/healthliveness',
      '--readinessProbePath=/healthready',
      '--readinessProbeInterval=1s',
    ],
    takesReconcileFlag: true,
    withoutOldApis: ['--useOldProcessor=true', '--excludedResourceKinds=Service,Node,Pod,Endpoints,Namespace,Ingress'],
    declaresSideEffects: true,
    rules: [
      rule(ISTIO_GROUPS, ['*'], READ),
      rule(ISTIO_GROUPS, ['*/status'], ['update']),
      rule(['admissionregistration.k8s.io'], ['validatingwebhookconfigurations'], ['*']),
      { ...rule(['extensions', 'apps'], ['deployments'], ['get']), resourceNames: ['istio-galley'] },
      rule([''], ['pods', 'nodes', 'services', 'endpoints', 'namespaces'], READ),
      rule(['extensions'], ['ingresses'], READ),
      rule([''], ['namespaces/finalizers'], ['update']),
      rule(['apiextensions.k8s.io'], ['customresourcedefinitions'], READ),
    ],
    webhooks: [
      {
        name: 'pilot.validation.istio.io',
        path: '/admitpilot',
        rules: [
          checked('config.istio.io', 'v1alpha2', CLIENT_CONFIG),
          checked('rbac.istio.io', '*', ['*']),
          checked('security.istio.io', '*', ['*']),
          checked('authentication.istio.io', '*', ['*']),
          checked('networking.istio.io', '*', NETWORKING),
        ],
      },
      {
        name: 'mixer.validation.istio.io',
        path: '/admitmixer',
        rules: [checked('config.istio.io', 'v1alpha2', [...MIXER_BASE, ...MIXER_ADAPTERS, ...MIXER_TEMPLATES])],
      },
    ],
  },
};
