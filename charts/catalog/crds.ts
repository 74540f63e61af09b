import { livesIn, type Lifetime } from './lifetime.ts';
import type { Minor } from './minor.ts';

/** A column that `kubectl get` shows. */
interface PrinterColumn {
  readonly name: string;
  readonly type: 'string' | 'date';
  readonly jsonPath: string;
}

/** One kind of Istio configuration. Its definition is the same in every release line that has it. */
export interface IstioKind extends Lifetime {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope: 'Namespaced' | 'Cluster';
  readonly categories: readonly string[];
  readonly shortNames: readonly string[];
  readonly columns: readonly PrinterColumn[];
  /** The kind that took its place, with its own name as `compiledAdapter` or `compiledTemplate`. */
  readonly becomes?: 'handler' | 'instance';
}

type Options = Partial<Pick<IstioKind, 'scope' | 'shortNames' | 'columns' | 'becomes' | keyof Lifetime>>;

/** Kinds of one group; a category of each group makes `kubectl get networking-istio-io` work. */
function group(
  name: string,
  version: string,
  category = name,
): (kind: string, plural: string, options?: Options) => IstioKind {
  return (kind, plural, options = {}) => ({
    group: `${name}.istio.io`,
    version,
    kind,
    plural,
    scope: 'Namespaced',
    categories: ['istio-io', `${category}-istio-io`],
    shortNames: [],
    columns: [],
    ...options,
  });
}

const text = (name: string, jsonPath: string): PrinterColumn => ({ name, type: 'string', jsonPath });
const age: PrinterColumn = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };

const networking = group('networking', 'v1alpha3');
const authentication = group('authentication', 'v1alpha1');
const rbac = group('rbac', 'v1alpha1');
const security = group('security', 'v1beta1');
const api = group('config', 'v1alpha2', 'apim');
const mixer = group('config', 'v1alpha2', 'policy');

/** Kinds of mixer that 1.2 replaced: one per adapter by `handler`, one per template by `instance`. */
const legacy =
  (becomes: 'handler' | 'instance') =>
  (kind: string, plural = `${kind}s`, options: Options = {}): IstioKind =>
    mixer(kind, plural, { until: '1.1', becomes, ...options });

const adapter = legacy('handler');
const template = legacy('instance');

/** What 1.1 no longer had, and so nothing replaces. */
const dropped = (kind: string): IstioKind => mixer(kind, `${kind}s`, { until: '1.0' });

const logEntryColumns = [
  text('Severity', '.spec.severity'),
  text('Timestamp', '.spec.timestamp'),
  text('Res Type', '.spec.monitored_resource_type'),
  age,
];

/** Kinds by release line (install/kubernetes/helm/istio-init/files/crd-*.yaml, templates/crds.yaml of 1.0). */
export const ISTIO_KINDS: readonly IstioKind[] = [
  networking('VirtualService', 'virtualservices', {
    shortNames: ['vs'],
    columns: [text('Gateways', '.spec.gateways'), text('Hosts', '.spec.hosts'), age],
  }),
  networking('DestinationRule', 'destinationrules', { shortNames: ['dr'], columns: [text('Host', '.spec.host'), age] }),
  networking('ServiceEntry', 'serviceentries', {
    shortNames: ['se'],
    columns: [
      text('Hosts', '.spec.hosts'),
      text('Location', '.spec.location'),
      text('Resolution', '.spec.resolution'),
      age,
    ],
  }),
  networking('Gateway', 'gateways', { shortNames: ['gw'] }),
  networking('EnvoyFilter', 'envoyfilters'),
  networking('Sidecar', 'sidecars', { since: '1.1' }),
  authentication('Policy', 'policies'),
  authentication('MeshPolicy', 'meshpolicies', { scope: 'Cluster' }),
  rbac('RbacConfig', 'rbacconfigs'),
  rbac('ServiceRole', 'serviceroles'),
  rbac('ServiceRoleBinding', 'servicerolebindings', { columns: [text('Reference', '.spec.roleRef.name'), age] }),
  rbac('ClusterRbacConfig', 'clusterrbacconfigs', { scope: 'Cluster', since: '1.1' }),
  rbac('AuthorizationPolicy', 'authorizationpolicies', { since: '1.2', until: '1.3' }),
  security('AuthorizationPolicy', 'authorizationpolicies', { since: '1.4' }),
  api('HTTPAPISpec', 'httpapispecs'),
  api('HTTPAPISpecBinding', 'httpapispecbindings'),
  api('QuotaSpec', 'quotaspecs'),
  api('QuotaSpecBinding', 'quotaspecbindings'),
  mixer('rule', 'rules'),
  mixer('attributemanifest', 'attributemanifests'),
  mixer('adapter', 'adapters'),
  mixer('handler', 'handlers'),
  mixer('instance', 'instances'),
  mixer('template', 'templates'),
  adapter('bypass', 'bypasses'),
  adapter('circonus', 'circonuses'),
  adapter('denier'),
  adapter('fluentd'),
  adapter('kubernetesenv'),
  adapter('listchecker'),
  adapter('memquota'),
  adapter('noop'),
  adapter('opa'),
  adapter('prometheus', 'prometheuses'),
  adapter('rbac'),
  adapter('redisquota'),
  dropped('servicecontrol'),
  adapter('signalfx', 'signalfxs'),
  adapter('solarwinds', 'solarwindses'),
  adapter('stackdriver'),
  adapter('statsd'),
  adapter('stdio'),
  adapter('cloudwatch', 'cloudwatches', { since: '1.1', alsoIn: ['1.0.3'] }),
  adapter('dogstatsd', 'dogstatsds', { since: '1.1', alsoIn: ['1.0.3'] }),
  adapter('zipkin', 'zipkins', { since: '1.1' }),
  template('apikey'),
  template('authorization'),
  template('checknothing'),
  template('edge'),
  template('kubernetes', 'kuberneteses'),
  template('listentry', 'listentries'),
  template('logentry', 'logentries', { columns: logEntryColumns }),
  template('metric'),
  template('quota'),
  template('reportnothing'),
  dropped('servicecontrolreport'),
  template('tracespan'),
];

/**
 * A kind that no chart installs: a pilot that watches the CRDs itself also creates this one, and waits for it for
 * ever where it cannot (pilot/pkg/config/kube/crd, 1.4).
 */
export const SYNTHETIC_SERVICE_ENTRY = networking('SyntheticServiceEntry', 'syntheticserviceentries', { since: '1.4' });

/** True where the release reads the kind. */
export const reads = (version: string, kind: IstioKind): boolean => livesIn(version, kind);

/**
 * A kind of mixer's configuration that 1.2 no longer reads, and how to say the same: an object of the kind `becomes`
 * whose `compiledAdapter` or `compiledTemplate` is the old kind and whose `params` are the old spec.
 */
export interface LegacyMixerKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly becomes: 'handler' | 'instance';
  /** The last release line whose mixer has the adapter. Without it, all later ones have it (mixer/adapter/inventory.yaml). */
  readonly adapterUntil?: Minor;
}

const ADAPTERS_THAT_WENT: Readonly<Record<string, Minor>> = { rbac: '1.2', signalfx: '1.3' };

/** Every kind of mixer that became a handler or an instance. */
export const LEGACY_MIXER_KINDS: readonly LegacyMixerKind[] = ISTIO_KINDS.flatMap(
  ({ kind, becomes, group, version }) => {
    if (becomes === undefined) return [];
    const adapterUntil = becomes === 'handler' ? ADAPTERS_THAT_WENT[kind] : undefined;
    return [{ apiVersion: `${group}/${version}`, kind, becomes, ...(adapterUntil !== undefined && { adapterUntil }) }];
  },
);

/** Kinds that one release reads and another does not: their objects would lose their effect on the way between. */
export function kindsLost(from: string, to: string): IstioKind[] {
  return ISTIO_KINDS.filter((kind) => reads(from, kind) && !reads(to, kind));
}
