import type { ResolvedSpec } from '../../api/resolved.ts';
import { MESH_CONFIG_ROWS } from './mesh-config-rows.data.ts';
import { accessLogService, ingressGateway, ingressMode, metricsService, tracing, trustDomain } from './conversions.ts';
import type { Row } from './row.ts';

const MIXER = 'is about mixer, which istiod does without';
const OPERATOR = 'is about this operator, and not about the mesh';
const IMAGES = 'names images of the old release; say with global.hub where those of the target are';
const STRICT_ONLY = 'PeerAuthentication, which is printed beside the values';

/**
 * `spec` without components, sidecars and gateways. Names on the right are those of the values of the chart istiod
 * (istio.io/docs/reference/config/installation-options), and of MeshConfig (istio.io/docs/reference/config/istio.mesh.v1alpha1).
 */
export const MESH_ROWS: readonly Row<ResolvedSpec>[] = [
  { from: 'version', gone: 'is the release that the mesh leaves; charts name that of the target' },
  { from: 'profile', gone: 'what it sets is carried over one by one' },
  { from: 'namespace', gone: 'istiod has a namespace of its own (--root-namespace)' },
  { from: 'namespaceLabels', todo: 'label the namespace of istiod yourself' },
  { from: 'paused', gone: OPERATOR },
  { from: 'management', gone: OPERATOR },
  { from: 'adoption', gone: OPERATOR },
  { from: 'upgrade', gone: OPERATOR },
  { from: 'deletion', gone: OPERATOR },
  { from: 'overlays', todo: 'is about objects of the old charts; those of istiod are others' },
  { from: 'images.hub', gone: IMAGES },
  { from: 'images.tag', gone: IMAGES },
  { from: 'images.mirrors', todo: 'say with global.hub where a mirror of the images of the target is' },
  { from: 'images.overrides', gone: IMAGES },
  { from: 'images.pullPolicy', to: 'global.imagePullPolicy' },
  { from: 'images.pullSecrets', to: 'global.imagePullSecrets', unless: [] },
  { from: 'mesh.mtls.enabled', within: STRICT_ONLY },
  { from: 'mesh.mtls.auto', gone: 'is on in the target: proxies use mutual TLS where the server takes it' },
  { from: 'mesh.controlPlaneSecurity', gone: 'proxies of the target always reach istiod by TLS' },
  { from: 'mesh.trustDomain', to: 'meshConfig.trustDomain', unless: 'cluster.local', convert: trustDomain },
  { from: 'mesh.trustDomainAliases', to: 'meshConfig.trustDomainAliases', unless: [] },
  { from: 'mesh.id', to: 'global.meshID', unless: '' },
  { from: 'mesh.clusterDomain', to: 'global.proxy.clusterDomain', unless: 'cluster.local' },
  { from: 'mesh.outboundTrafficPolicy', to: 'meshConfig.outboundTrafficPolicy.mode', unless: 'ALLOW_ANY' },
  { from: 'mesh.policyChecks', gone: MIXER },
  { from: 'mesh.policyCheckFailOpen', gone: MIXER },
  { from: 'mesh.accessLog.file', to: 'meshConfig.accessLogFile', unless: '' },
  { from: 'mesh.accessLog.encoding', to: 'meshConfig.accessLogEncoding', unless: 'TEXT' },
  { from: 'mesh.accessLog.format', to: 'meshConfig.accessLogFormat', unless: '' },
  { from: 'mesh.accessLogService', to: 'meshConfig', unless: undefined, convert: accessLogService },
  { from: 'mesh.metricsService', to: 'meshConfig', unless: undefined, convert: metricsService },
  {
    from: 'mesh.coreDump',
    todo: 'neither charts nor annotations can today; a template of injection can (samples/proxy-coredump)',
  },
  { from: 'mesh.tracing', to: 'meshConfig', unless: undefined, convert: tracing },
  {
    from: 'mesh.tracing.lightstep',
    todo: 'its collectors take OpenTelemetry today: name a provider of that kind in meshConfig.extensionProviders',
  },
  { from: 'mesh.statsd.address', to: 'meshConfig.defaultConfig.statsdUdpAddress', unless: '' },
  { from: 'mesh.configValidation', to: 'global.configValidation' },
  { from: 'mesh.useMCP', gone: 'istiod reads configuration itself; there is no galley' },
  { from: 'mesh.oneNamespace', todo: 'name the namespaces that istiod looks at in meshConfig.discoverySelectors' },
  { from: 'mesh.certificates', gone: 'istiod signs the certificates of its webhooks itself' },
  { from: 'mesh.locality', to: 'meshConfig.localityLbSetting' },
  { from: 'mesh.networks', to: 'global.meshNetworks', unless: {} },
  {
    from: 'mesh.kubernetesIngress.enabled',
    to: 'meshConfig.ingressControllerMode',
    unless: undefined,
    convert: ingressMode,
  },
  { from: 'mesh.kubernetesIngress.gateway', to: 'meshConfig', unless: undefined, convert: ingressGateway },
  { from: 'mesh.kubernetesIngress.https', gone: 'Ingresses name their certificates in spec.tls' },
  {
    from: 'mesh.multiCluster.enabled',
    todo: 'hosts below .global are gone: clusters know each other by remote secrets, and meet at an east-west gateway',
  },
  { from: 'mesh.multiCluster.clusterName', to: 'global.multiCluster.clusterName', unless: '' },
  { from: 'mesh.multiCluster.network', to: 'global.network', unless: '' },
  {
    from: 'mesh.multiCluster.podDNSSearchNamespaces',
    todo: 'the charts of today add no search domains: set spec.dnsConfig of pods, or let proxies answer (DNS proxying)',
  },
  { from: 'mesh.expansion', todo: 'machines join by a WorkloadGroup, and reach istiod by an east-west gateway' },
  { from: 'mesh.remote.policyAddress', gone: MIXER },
  { from: 'mesh.remote.telemetryAddress', gone: MIXER },
  {
    from: 'mesh.remote.grantAccess',
    todo: 'istiod of another cluster reads by the account istio-reader: istioctl create-remote-secret',
  },
  {
    from: 'mesh.remote',
    todo: 'the address is that of the old pilot: name the istiod of the other cluster in global.remotePilotAddress',
  },
  ...MESH_CONFIG_ROWS,
];
