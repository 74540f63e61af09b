import { livesIn, type Lifetime } from './lifetime.ts';

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
}

type Options = Partial<Pick<IstioKind, 'scope' | 'shortNames' | 'columns' | keyof Lifetime>>;

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

/** A mixer kind that 1.2 replaced by `handler` and `instance`. */
const legacy = (kind: string, plural = `${kind}s`, options: Options = {}): IstioKind =>
  mixer(kind, plural, { until: '1.1', ...options });

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
  legacy('bypass', 'bypasses'),
  legacy('circonus', 'circonuses'),
  legacy('denier'),
  legacy('fluentd'),
  legacy('kubernetesenv'),
  legacy('listchecker'),
  legacy('memquota'),
  legacy('noop'),
  legacy('opa'),
  legacy('prometheus', 'prometheuses'),
  legacy('rbac'),
  legacy('redisquota'),
  legacy('servicecontrol', 'servicecontrols', { until: '1.0' }),
  legacy('signalfx', 'signalfxs'),
  legacy('solarwinds', 'solarwindses'),
  legacy('stackdriver'),
  legacy('statsd'),
  legacy('stdio'),
  legacy('cloudwatch', 'cloudwatches', { since: '1.1', alsoIn: ['1.0.3'] }),
  legacy('dogstatsd', 'dogstatsds', { since: '1.1', alsoIn: ['1.0.3'] }),
  legacy('zipkin', 'zipkins', { since: '1.1' }),
  legacy('apikey'),
  legacy('authorization'),
  legacy('checknothing'),
  legacy('edge'),
  legacy('kubernetes', 'kuberneteses'),
  legacy('listentry', 'listentries'),
  legacy('logentry', 'logentries', { columns: logEntryColumns }),
  legacy('metric'),
  legacy('quota'),
  legacy('reportnothing'),
  legacy('servicecontrolreport', 'servicecontrolreports', { until: '1.0' }),
  legacy('tracespan'),
];

/**
 * A kind that no chart installs: a pilot that watches the CRDs itself also creates this one, and waits for it for
 * ever where it cannot (pilot/pkg/config/kube/crd, 1.4).
 */
export const SYNTHETIC_SERVICE_ENTRY = networking('SyntheticServiceEntry', 'syntheticserviceentries', { since: '1.4' });

/** True where the release reads the kind. */
export const reads = (version: string, kind: IstioKind): boolean => livesIn(version, kind);
