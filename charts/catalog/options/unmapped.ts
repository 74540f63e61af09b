/** A value of the charts that the contract has no field for. */
export interface WithoutField {
  /** Key of the Helm values, and of all below it. */
  readonly helm: string;
  /** Values that ask for nothing. */
  readonly harmless: readonly unknown[];
  /** It all asks for nothing unless this switch is on. */
  readonly unless?: string;
  /** What to do instead. */
  readonly remedy: string;
}

const OFF = [false, ''] as const;
const APART = 'install it apart from the mesh';
const SECRET = 'we write no passwords; create the Secret grafana with keys username and password';
const FIXED_PORT = 'the port inside of the pod is fixed; reach it through the Service';
const SERVICEGRAPH = 'use an overlay on the Service servicegraph';
const OVERLAY = 'use an overlay on the rendered object';

/** Values that became nothing, with what to do instead. */
export const WITHOUT_FIELD: readonly WithoutField[] = [
  {
    helm: 'certmanager',
    unless: 'certmanager.enabled',
    harmless: OFF,
    remedy: `cert-manager is no part of the mesh any more; ${APART}`,
  },
  {
    helm: 'telemetry-gateway',
    harmless: [...OFF, 'ingressgateway'],
    remedy: 'create a Gateway and a VirtualService for the add-on',
  },
  {
    helm: 'tracing.jaeger.ingress',
    unless: 'tracing.jaeger.ingress.enabled',
    harmless: OFF,
    remedy: 'use spec.components.tracing.ingress',
  },
  {
    helm: 'kiali.createDemoSecret',
    harmless: OFF,
    remedy: 'create the Secret kiali with keys username and passphrase; we write no passwords',
  },
  { helm: 'grafana.security.adminUser', unless: 'grafana.security.enabled', harmless: OFF, remedy: SECRET },
  { helm: 'grafana.security.adminPassword', unless: 'grafana.security.enabled', harmless: OFF, remedy: SECRET },
  { helm: 'grafana.service.internalPort', harmless: [3000], remedy: FIXED_PORT },
  { helm: 'tracing.service.internalPort', harmless: [9411], remedy: FIXED_PORT },
  { helm: 'tracing.jaeger.ui.port', harmless: [16686], remedy: FIXED_PORT },
  { helm: 'servicegraph.service.internalPort', harmless: [8088], remedy: FIXED_PORT },
  { helm: 'servicegraph.service.externalPort', harmless: [8088], remedy: SERVICEGRAPH },
  { helm: 'servicegraph.service.name', harmless: ['http'], remedy: SERVICEGRAPH },
  { helm: 'servicegraph.service.type', harmless: ['ClusterIP'], remedy: SERVICEGRAPH },
  { helm: 'servicegraph.service', harmless: OFF, remedy: SERVICEGRAPH },
  {
    helm: 'servicegraph.ingress',
    unless: 'servicegraph.ingress.enabled',
    harmless: OFF,
    remedy: 'create an Ingress for the Service servicegraph beside the mesh',
  },
  { helm: 'kiali.security', unless: 'kiali.security.enabled', harmless: OFF, remedy: OVERLAY },
  {
    helm: 'kiali.dashboard',
    harmless: [...OFF, 'username', 'passphrase'],
    remedy: 'we write no passwords; create the Secret kiali with keys username and passphrase',
  },
  { helm: 'istio_cni', harmless: [true, ''], remedy: 'set it where istio-cni is installed' },
  {
    helm: 'mixer.prometheusStatsdExporter',
    harmless: ['docker.io/prom', 'v0.6.0'],
    remedy: 'use spec.images.overrides',
  },
  { helm: 'global.proxy.stats', harmless: [15090], remedy: 'the port 15090 is fixed' },
  { helm: 'global.monitoringPort', harmless: [15014], remedy: 'the port 15014 is fixed' },
  { helm: 'global.tracer.stackdriver', harmless: [false, 200], remedy: 'choose another tracer' },
  {
    helm: 'global.defaultConfigVisibilitySettings',
    harmless: [],
    remedy: 'use spec.mesh.config (defaultServiceExportTo and the like)',
  },
  { helm: 'global.sds.useTrustworthyJwt', harmless: OFF, remedy: 'use Istio 1.3 or later, which always does' },
  { helm: 'global.omitSidecarInjectorConfigMap', harmless: OFF, remedy: 'leave it out, it is always there' },
  { helm: 'global.istioNamespace', harmless: ['', 'istio-system'], remedy: 'use spec.namespace' },
];

/** Values that changed nothing, or only how Helm itself installed: what they asked for is done, or is nothing. */
export const WITHOUT_MEANING: readonly string[] = [
  'global.crds',
  'global.enableHelmTest',
  'global.hyperkube',
  'global.nodePort',
  'global.operatorManageWebhooks',
  'global.sds.useNormalJwt',
  'ingress.service.selector',
];
