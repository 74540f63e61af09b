import type { PolicyRule } from '../kit/types.ts';

/** What Kiali may do. */
export interface KialiAccess {
  /** What it reads of Kubernetes, and of its own kinds. */
  readonly reads: readonly PolicyRule[];
  /** Istio's resources that it shows, by API group. */
  readonly istio: Readonly<Record<string, readonly string[]>>;
  /** What it may do with them. */
  readonly verbs: readonly string[];
  /** What the role kiali-viewer reads, for those who bind a reader instead; absent where there is no such role. */
  readonly viewer?: Readonly<Record<string, readonly string[]>>;
}

const READ = ['get', 'list', 'watch'];
const CHANGE = ['create', 'delete', ...READ, 'patch'];

const readable = (apiGroups: string[], ...resources: string[]): PolicyRule => ({ apiGroups, resources, verbs: READ });
const dashboards = (...verbs: string[]): PolicyRule => ({
  apiGroups: ['monitoring.kiali.io'],
  resources: ['monitoringdashboards'],
  verbs,
});

const CORE = ['configmaps', 'endpoints', 'namespaces', 'nodes', 'pods', 'replicationcontrollers', 'services'];
const WORKLOADS: PolicyRule[] = [
  readable(['extensions', 'apps'], 'deployments', 'replicasets', 'statefulsets'),
  readable(['autoscaling'], 'horizontalpodautoscalers'),
  readable(['batch'], 'cronjobs', 'jobs'),
];
const READS_1_2 = [readable([''], ...CORE, 'pods/log'), ...WORKLOADS, dashboards('get', 'list')];

/** One rule for all groups, so that some of its pairs do not exist. */
const OLDEST = ['configmaps', 'namespaces', 'nodes', 'pods', 'projects', 'services', 'endpoints', 'deployments'];
const READS_1_0 = readable(['', 'apps', 'autoscaling'], ...OLDEST, 'horizontalpodautoscalers');
const READS_1_0_4 = readable(
  ['', 'apps', 'autoscaling', 'batch'],
  ...[...OLDEST, 'horizontalpodautoscalers'],
  ...['replicasets', 'statefulsets', 'replicationcontrollers', 'jobs', 'cronjobs'],
);

const NETWORKING = ['destinationrules', 'gateways', 'serviceentries', 'virtualservices'];
const ROLES = ['clusterrbacconfigs', 'rbacconfigs', 'servicerolebindings', 'serviceroles'];
const MIXER_OLDEST = [
  ...['apikeys', 'authorizations', 'checknothings', 'circonuses', 'deniers', 'fluentds', 'kubernetesenvs'],
  ...['kuberneteses', 'listcheckers', 'listentries', 'logentries', 'memquotas', 'metrics', 'opas', 'prometheuses'],
  ...['quotas', 'quotaspecbindings', 'quotaspecs', 'rbacs', 'reportnothings', 'rules', 'solarwindses'],
  ...['stackdrivers', 'statsds', 'stdios'],
];
const SERVICE_CONTROL = ['servicecontrolreports', 'servicecontrols'];
const MIXER_SINCE_1_2 = [
  ...['adapters', 'bypasses', 'cloudwatches', 'dogstatsds', 'edges', 'instances', 'noops', 'redisquotas'],
  ...['signalfxs', 'templates', 'tracespans', 'zipkins'],
];

/** Istio 1.0.0: only looks. */
export const access10: KialiAccess = {
  reads: [READS_1_0],
  istio: { 'config.istio.io': [...MIXER_OLDEST, ...SERVICE_CONTROL], 'networking.istio.io': NETWORKING },
  verbs: READ,
};

/** What it reads since Istio 1.0.4. */
export const reads104: readonly PolicyRule[] = [READS_1_0_4];

/** What it may change since Istio 1.0.6. */
export const changes106: Pick<KialiAccess, 'istio' | 'verbs'> = {
  istio: { 'config.istio.io': [...MIXER_OLDEST, 'handlers', ...SERVICE_CONTROL], 'networking.istio.io': NETWORKING },
  verbs: ['delete', ...READ, 'patch'],
};

/** Istio 1.1.0. */
export const access11: KialiAccess = {
  reads: [readable([''], ...CORE), ...WORKLOADS],
  istio: {
    'config.istio.io': [...MIXER_OLDEST, 'handlers'],
    'networking.istio.io': NETWORKING,
    'authentication.istio.io': ['policies'],
  },
  verbs: CHANGE,
};

/** What it shows since Istio 1.1.4, but for the configuration of mixer. */
const ISTIO_1_1_4 = {
  'networking.istio.io': NETWORKING,
  'authentication.istio.io': ['meshpolicies', 'policies'],
  'rbac.istio.io': ROLES,
};

/** Istio 1.1.4. */
export const access114: KialiAccess = {
  reads: [readable([''], ...CORE), ...WORKLOADS, dashboards('get')],
  istio: { 'config.istio.io': [...MIXER_OLDEST, 'handlers'], ...ISTIO_1_1_4 },
  verbs: CHANGE,
  viewer: { 'config.istio.io': [...MIXER_OLDEST, 'handlers', ...SERVICE_CONTROL], ...ISTIO_1_1_4 },
};

const whole = (istio: KialiAccess['istio']): KialiAccess => ({
  reads: READS_1_2,
  istio,
  verbs: CHANGE,
  viewer: istio,
});

const MIXER_1_2 = [...MIXER_OLDEST, 'handlers', ...MIXER_SINCE_1_2];
const GROUPS_1_4 = ['config', 'networking', 'authentication', 'rbac', 'security'];

/** Istio 1.2. */
export const access12 = whole({ 'config.istio.io': MIXER_1_2, ...ISTIO_1_1_4 });

/** Istio 1.3. */
export const access13 = whole({
  'config.istio.io': MIXER_1_2,
  ...ISTIO_1_1_4,
  'networking.istio.io': [...NETWORKING, 'sidecars'],
});

/** Istio 1.4. */
export const access14 = whole(Object.fromEntries(GROUPS_1_4.map((group) => [`${group}.istio.io`, ['*']])));
