import type { ResolvedSpec } from '../../api/resolved.ts';
import { amounts, asWord, utilization } from './conversions.ts';
import type { Row } from './row.ts';

const OF_POD = 'components.pilot and gateways, which it is the default of';
const ISTIOD = 'is part of istiod, and has no settings of its own';
const MIXER = 'is mixer, which istiod does without';
const ADD_ON = 'is no part of the charts of today, and goes with the MeshInstall: install your own before that';
const ALWAYS_SDS = 'is the only way today';
const PROBES = 'the charts of today add a startup probe; with it the numbers of the old probe say something else';

/** What proxies of the target get where nobody says otherwise (values of the charts istiod and gateway). */
export const PROXY_RESOURCES = {
  requests: { cpu: '100m', memory: '128Mi' },
  limits: { cpu: '2000m', memory: '1024Mi' },
};

/** `spec.sidecar`: what is injected. */
export const SIDECAR_ROWS: readonly Row<ResolvedSpec>[] = [
  { from: 'sidecar.autoInject', to: 'global.proxy.autoInject', unless: 'enabled', convert: asWord },
  {
    from: 'sidecar.injectNamespacesByDefault',
    todo: 'namespaces move one by one, by their label: set sidecarInjectorWebhook.enableNamespacesByDefault when all have',
  },
  { from: 'sidecar.rewriteAppHTTPProbe', to: 'sidecarInjectorWebhook.rewriteAppHTTPProbe' },
  { from: 'sidecar.neverInjectSelector', to: 'sidecarInjectorWebhook.neverInjectSelector', unless: [] },
  { from: 'sidecar.alwaysInjectSelector', to: 'sidecarInjectorWebhook.alwaysInjectSelector', unless: [] },
  { from: 'sidecar.injectedAnnotations', to: 'sidecarInjectorWebhook.injectedAnnotations', unless: {} },
  { from: 'sidecar.resources', to: 'global.proxy.resources', unless: PROXY_RESOURCES, convert: amounts },
  { from: 'sidecar.concurrency', to: 'meshConfig.defaultConfig.concurrency', unless: undefined },
  { from: 'sidecar.logLevel', to: 'global.proxy.logLevel', unless: '' },
  { from: 'sidecar.componentLogLevel', to: 'global.proxy.componentLogLevel', unless: '' },
  { from: 'sidecar.lifecycle', to: 'global.proxy.lifecycle', unless: {} },
  { from: 'sidecar.privileged', to: 'global.proxy.privileged', unless: false },
  { from: 'sidecar.init', gone: 'the init container gets what the sidecar gets (global.proxy.resources)' },
  { from: 'sidecar.capture.includeIPRanges', to: 'global.proxy.includeIPRanges', unless: '*' },
  { from: 'sidecar.capture.excludeIPRanges', to: 'global.proxy.excludeIPRanges', unless: '' },
  { from: 'sidecar.capture.includeInboundPorts', to: 'global.proxy.includeInboundPorts', unless: '*' },
  { from: 'sidecar.capture.excludeInboundPorts', to: 'global.proxy.excludeInboundPorts', unless: '' },
  { from: 'sidecar.capture.excludeOutboundPorts', to: 'global.proxy.excludeOutboundPorts', unless: '' },
  {
    from: 'sidecar.capture.kubevirtInterfaces',
    todo: 'is an annotation of pods today: istio.io/reroute-virtual-interfaces',
  },
  { from: 'sidecar.readiness.statusPort', to: 'global.proxy.statusPort' },
  { from: 'sidecar.readiness', gone: PROBES },
  {
    from: 'sidecar.cni',
    todo: 'a node has one istio-cni, and both sides need it: move with init containers, and install the chart cni when all have moved',
  },
  { from: 'sidecar.sds', gone: ALWAYS_SDS },
];

/** `spec.defaults`: for every component. */
export const DEFAULT_ROWS: readonly Row<ResolvedSpec>[] = [
  { from: 'defaults.resources', within: OF_POD },
  { from: 'defaults.nodeSelector', within: OF_POD },
  { from: 'defaults.tolerations', within: OF_POD },
  { from: 'defaults.affinity', within: OF_POD },
  { from: 'defaults.podDisruptionBudget.enabled', to: 'global.defaultPodDisruptionBudget.enabled', unless: true },
  { from: 'defaults.architectures', todo: 'prefer nodes by pilot.affinity, and by affinity of the gateways' },
  {
    from: 'defaults.service',
    todo: 'say ipFamilyPolicy and ipFamilies of istiod and of each gateway; two families need ISTIO_DUAL_STACK in pilot.env, too',
  },
  { from: 'defaults.logLevel', to: 'global.logging.level' },
  { from: 'defaults.priorityClassName', to: 'global.priorityClassName', unless: '' },
];

const PILOT_RESOURCES = { requests: { cpu: '500m', memory: '2048Mi' } };

const PILOT_ROWS: readonly Row<ResolvedSpec>[] = [
  { from: 'enabled', todo: 'install the chart istiod, or set istiodRemote.enabled where istiod is in another cluster' },
  { from: 'replicas', to: 'pilot.replicaCount', unless: 1 },
  { from: 'autoscaling.enabled', to: 'pilot.autoscaleEnabled', unless: true },
  { from: 'autoscaling.min', to: 'pilot.autoscaleMin', unless: 1 },
  { from: 'autoscaling.max', to: 'pilot.autoscaleMax', unless: 5 },
  { from: 'autoscaling.cpuPercent', to: 'pilot.cpu', unless: { targetAverageUtilization: 80 }, convert: utilization },
  { from: 'resources', to: 'pilot.resources', unless: PILOT_RESOURCES, convert: amounts },
  { from: 'env', todo: 'variables of istiod are others: look up which it knows, and set pilot.env' },
  { from: 'image', gone: 'names an image of the old release' },
  { from: 'nodeSelector', to: 'pilot.nodeSelector', unless: {} },
  { from: 'tolerations', to: 'pilot.tolerations', unless: [] },
  { from: 'affinity', to: 'pilot.affinity', unless: {} },
  { from: 'podAnnotations', to: 'pilot.podAnnotations', unless: {} },
  { from: 'rollout.maxSurge', to: 'pilot.rollingMaxSurge', unless: '100%' },
  { from: 'rollout.maxUnavailable', to: 'pilot.rollingMaxUnavailable', unless: '25%' },
  { from: 'sidecar', gone: 'istiod has no proxy' },
  {
    from: 'keepaliveMaxServerConnectionAge',
    to: 'pilot.keepaliveMaxServerConnectionAge',
    unless: '30m',
  },
  {
    from: 'protocolSniffing',
    todo: 'proxies of the target find out protocols in both directions: name ports by their protocol, or set appProtocol',
  },
  { from: 'subscribedResources', gone: 'istiod reads configuration itself; there is no galley' },
  { from: 'jwksResolverExtraRootCA', to: 'pilot.jwksResolverExtraRootCA', unless: '' },
];

/** `spec.components`: pilot goes on as istiod, and with it what others did. */
export const COMPONENT_ROWS: readonly Row<ResolvedSpec>[] = [
  ...PILOT_ROWS.map((row) => ({ ...row, from: `components.pilot.${row.from}` })),
  { from: 'components.galley', gone: ISTIOD },
  { from: 'components.galley.analysis', to: 'global.istiod.enableAnalysis' },
  { from: 'components.citadel', gone: ISTIOD },
  {
    from: 'components.citadel.selfSigned',
    gone: 'istiod takes the Secret cacerts of its namespace, and makes a root of its own where there is none',
  },
  { from: 'components.citadel.createMeshPolicy', within: 'PeerAuthentication, which is printed beside the values' },
  {
    from: 'components.citadel.workloadCertTTL',
    gone: 'proxies of the target renew their certificates without a restart, each day; pilot.env.DEFAULT_WORKLOAD_CERT_TTL changes that',
  },
  { from: 'components.injector', gone: ISTIOD },
  { from: 'components.policy', gone: MIXER },
  { from: 'components.telemetry', gone: MIXER },
  {
    from: 'components.telemetry.adapters.stdio',
    todo: 'mixer wrote the log of requests; let proxies do so (mesh.accessLog, or Telemetry)',
  },
  { from: 'components.prometheus', todo: ADD_ON },
  { from: 'components.grafana', todo: ADD_ON },
  { from: 'components.tracing', todo: `${ADD_ON}, and name its collector in meshConfig.extensionProviders` },
  { from: 'components.kiali', todo: ADD_ON },
  { from: 'components.servicegraph', todo: ADD_ON },
  { from: 'components.ingress', todo: 'Ingresses are served by a gateway today: install one (chart gateway)' },
  { from: 'components.nodeagent', gone: 'proxies get their certificates from istiod' },
  {
    from: 'components.coredns',
    gone: 'hosts below .global are gone; proxies answer for hosts of ServiceEntries themselves',
  },
];
