import { READ, rule } from '../kit/objects.ts';
import type { PolicyRule, ServicePort, WebhookRule } from '../kit/types.ts';
import { like, type ByMinor } from './minor.ts';

/** What differs between the galleys of the release lines. */
export interface GalleyFacts {
  readonly image: string;
  /** Label `app` of its account, its permissions and its configuration. */
  readonly app: string;
  /** Name of the container. */
  readonly container: string;
  /** Subcommand: the validator alone, or the server that also hands out configuration. */
  readonly subcommand: 'validator' | 'server';
  readonly servicePorts: readonly ServicePort[];
  /** Flags that never change. */
  readonly flags: readonly string[];
  /** Is told its namespace. */
  readonly namesNamespace: boolean;
  /** Is told how much to log, even where there is nothing to keep quiet about. */
  readonly namesLogLevel: boolean;
  /** The flag that names the file with its webhooks' configuration. */
  readonly webhookFlag: string;
  /** When it is told, by --enable-reconcileWebhookConfiguration, whether to keep that configuration. */
  readonly namesReconcile: 'always' | 'whenOff' | 'never';
  /** Directories of the pod. */
  readonly directories: { readonly certificates: string; readonly configuration: string };
  readonly probe: {
    readonly liveness: string;
    readonly readiness: string;
    readonly interval: string;
    readonly seconds: number;
  };
  /** Where its webhook's server says that it serves; null where a GET is never answered well (1.0). */
  readonly readyPath: string | null;
  /**
   * Flags without which it never publishes configuration where apiextensions v1beta1 and extensions/v1beta1 Ingress
   * are gone.
   */
  readonly withoutOldApis: readonly string[];
  /** Nothing is validated when the file lists no webhooks; otherwise when the file is empty. */
  readonly needsWebhookList: boolean;
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

const GROUPS = ['authentication.istio.io', 'config.istio.io', 'networking.istio.io', 'rbac.istio.io'];
const GROUPS_1_4 = [...GROUPS, 'security.istio.io'];

const checked = (apiGroup: string, apiVersion: string, resources: string[]): WebhookRule => ({
  operations: ['CREATE', 'UPDATE'],
  apiGroups: [apiGroup],
  apiVersions: [apiVersion],
  resources,
});

const CLIENT_CONFIG = ['httpapispecs', 'httpapispecbindings', 'quotaspecs', 'quotaspecbindings'];
const MIXER_BASE = ['rules', 'attributemanifests'];
const MIXER_GENERIC = ['adapters', 'handlers', 'instances', 'templates'];
const MIXER_ADAPTERS = [
  ...['circonuses', 'deniers', 'fluentds', 'kubernetesenvs', 'listcheckers', 'memquotas', 'noops', 'opas'],
  ...['prometheuses', 'rbacs', 'solarwindses', 'stackdrivers', 'statsds', 'stdios'],
];
const SERVICE_CONTROL = ['servicecontrols', 'servicecontrolreports'];
const CLOUD_ADAPTERS = ['cloudwatches', 'dogstatsds'];
const MIXER_TEMPLATES = [
  ...['apikeys', 'authorizations', 'checknothings', 'listentries', 'logentries', 'metrics', 'quotas'],
  ...['reportnothings', 'tracespans'],
];

const pilotWebhook = (networking: string[], ...more: WebhookRule[]): GalleyWebhook => ({
  name: 'pilot.validation.istio.io',
  path: '/admitpilot',
  rules: [
    checked('config.istio.io', 'v1alpha2', CLIENT_CONFIG),
    checked('rbac.istio.io', '*', ['*']),
    ...more,
    checked('authentication.istio.io', '*', ['*']),
    checked('networking.istio.io', '*', networking),
  ],
});

const mixerWebhook = (...kinds: string[]): GalleyWebhook => ({
  name: 'mixer.validation.istio.io',
  path: '/admitmixer',
  rules: [checked('config.istio.io', 'v1alpha2', [...MIXER_BASE, ...MIXER_ADAPTERS, ...MIXER_TEMPLATES, ...kinds])],
});

const NETWORKING_1_0 = ['destinationrules', 'envoyfilters', 'gateways', 'virtualservices'];
const NETWORKING_1_0_3 = [...NETWORKING_1_0, 'serviceentries'];
const NETWORKING = [...NETWORKING_1_0, 'serviceentries', 'sidecars'];

const WEBHOOKS_RULE = rule(['admissionregistration.k8s.io'], ['validatingwebhookconfigurations'], ['*']);
const ITSELF = { resourceNames: ['istio-galley'] };

/** What 1.1 and later may do, beside reading configuration. */
const SERVER_RULES = [
  WEBHOOKS_RULE,
  { ...rule(['extensions', 'apps'], ['deployments'], ['get']), ...ITSELF },
  rule(['extensions'], ['ingresses'], READ),
  rule([''], ['pods', 'nodes', 'services', 'endpoints'], READ),
];
const FINALIZER_RULE = { ...rule(['extensions'], ['deployments/finalizers'], ['update']), ...ITSELF };
const SCHEMA_RULES = [
  rule([''], ['namespaces'], READ),
  rule(['apiextensions.k8s.io'], ['customresourcedefinitions'], READ),
];
const GROUP_RULES_1_4 = [rule(GROUPS_1_4, ['*'], READ), rule(GROUPS_1_4, ['*/status'], ['update'])];

const WITHOUT_INGRESS = '--excludedResourceKinds=Service,Node,Pod,Endpoints,Namespace,Ingress';

const V1_2: GalleyFacts = {
  image: 'galley',
  app: 'galley',
  container: 'galley',
  subcommand: 'server',
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
    '--monitoringPort=15014',
  ],
  namesNamespace: true,
  namesLogLevel: true,
  webhookFlag: '--validation-webhook-config-file',
  namesReconcile: 'never',
  directories: { certificates: '/etc/certs', configuration: '/etc/config' },
  probe: { liveness: '/healthliveness', readiness: '/healthready', interval: '10s', seconds: 5 },
  readyPath: '/ready',
  withoutOldApis: [WITHOUT_INGRESS],
  needsWebhookList: true,
  declaresSideEffects: true,
  rules: [...SERVER_RULES, rule(GROUPS, ['*'], READ), FINALIZER_RULE],
  webhooks: [pilotWebhook(NETWORKING), mixerWebhook(...CLOUD_ADAPTERS, ...MIXER_GENERIC, 'zipkins')],
};

const VALIDATOR_RULES = [
  WEBHOOKS_RULE,
  rule(['config.istio.io'], ['*'], READ),
  { ...rule(['*'], ['deployments'], ['get']), ...ITSELF },
];

const VALIDATOR_FLAGS = [
  '--caCertFile=/etc/istio/certs/root-cert.pem',
  '--tlsCertFile=/etc/istio/certs/cert-chain.pem',
  '--tlsKeyFile=/etc/istio/certs/key.pem',
  '--healthCheckFile=/health',
];

/** charts/galley of each line. */
export const GALLEY: ByMinor<GalleyFacts> = {
  '1.0': like(V1_2, {
    app: 'istio-galley',
    container: 'validator',
    subcommand: 'validator',
    servicePorts: [
      { name: 'https-validation', port: 443 },
      { name: 'http-monitoring', port: 9093 },
    ],
    flags: [...VALIDATOR_FLAGS, '--healthCheckInterval=2s'],
    namesLogLevel: false,
    webhookFlag: '--webhook-config-file',
    directories: { certificates: '/etc/istio/certs', configuration: '/etc/istio/config' },
    probe: { liveness: '/health', readiness: '/health', interval: '4s', seconds: 4 },
    readyPath: null,
    withoutOldApis: [],
    declaresSideEffects: false,
    rules: VALIDATOR_RULES,
    webhooks: [pilotWebhook(NETWORKING_1_0), mixerWebhook(...SERVICE_CONTROL)],
  }),
  '1.0.1': {
    flags: [...VALIDATOR_FLAGS, '--healthCheckInterval=1s'],
    probe: { interval: '10s', seconds: 5 },
    rules: [...VALIDATOR_RULES, { ...rule(['*'], ['endpoints'], ['get']), ...ITSELF }],
  },
  '1.0.3': { webhooks: [pilotWebhook(NETWORKING_1_0_3), mixerWebhook(...SERVICE_CONTROL, ...CLOUD_ADAPTERS)] },
  '1.0.4': { webhooks: [pilotWebhook(NETWORKING_1_0_3), mixerWebhook(...SERVICE_CONTROL)] },
  '1.1': like(V1_2, {
    namesNamespace: false,
    namesLogLevel: false,
    withoutOldApis: ['--excludedResourceKinds=Service,Node,Pod,Endpoints,Ingress'],
    declaresSideEffects: false,
    webhooks: [pilotWebhook(NETWORKING), mixerWebhook(...CLOUD_ADAPTERS)],
  }),
  '1.1.4': { namesLogLevel: true },
  '1.1.6': { namesNamespace: true },
  '1.2': V1_2,
  '1.3': like(V1_2, {
    namesReconcile: 'whenOff',
    needsWebhookList: false,
    rules: [...SERVER_RULES, ...SCHEMA_RULES, rule(GROUPS, ['*'], READ), FINALIZER_RULE],
  }),
  '1.4': like(V1_2, {
    namesReconcile: 'always',
    withoutOldApis: ['--useOldProcessor=true', WITHOUT_INGRESS],
    needsWebhookList: false,
    rules: [...SERVER_RULES, ...SCHEMA_RULES, ...GROUP_RULES_1_4, FINALIZER_RULE],
    webhooks: [
      pilotWebhook(NETWORKING, checked('security.istio.io', '*', ['*'])),
      mixerWebhook(...CLOUD_ADAPTERS, ...MIXER_GENERIC, 'zipkins'),
    ],
  }),
  '1.4.5': {
    rules: [...SERVER_RULES, ...SCHEMA_RULES, ...GROUP_RULES_1_4, rule([''], ['namespaces/finalizers'], ['update'])],
  },
};
