import type { ResolvedGateway, Resources } from '../../src/api/resolved.ts';
import { KUBERNETES_ROLLOUT, WORKLOAD } from './default-workload.ts';
import { like, type ByMinor } from './minor.ts';

type Port = ResolvedGateway['ports'][number];

const same = (name: string, port: number): Port => ({ name, port, targetPort: port });

/** A gateway as settings, without its name. */
export type GatewaySettings = Omit<ResolvedGateway, 'name'>;

const PROXY_RESOURCES: Resources = {
  requests: { cpu: '100m', memory: '128Mi' },
  limits: { cpu: '2000m', memory: '1024Mi' },
};

/** What a gateway has beside what every workload has, or otherwise than those. */
const GATEWAY = {
  autoscaling: { ...WORKLOAD.autoscaling, enabled: true },
  resources: PROXY_RESOURCES,
  namespace: '',
  type: 'ClusterIP',
  meshExpansionPorts: [],
  applicationPorts: '',
  labels: {},
  serviceAnnotations: {},
  loadBalancerIP: '',
  loadBalancerSourceRanges: [],
  externalIPs: [],
  externalTrafficPolicy: 'Cluster',
  ipFamilyPolicy: '',
  ipFamilies: [],
  secretVolumes: [],
  configVolumes: [],
  additionalContainers: [],
  sds: { enabled: false, image: '', resources: PROXY_RESOURCES },
} satisfies Partial<GatewaySettings>;

/** A gateway that nobody configured is neither limited nor scaled. */
const unconfigured = (ports: Port[]): GatewaySettings => ({
  ...WORKLOAD,
  ...GATEWAY,
  autoscaling: WORKLOAD.autoscaling,
  rollout: KUBERNETES_ROLLOUT,
  resources: {},
  ports,
});

const WEB_PORTS: Port[] = [same('http2', 80), { name: 'https', port: 443 }];
const WEB_AND_STATUS_PORTS = [same('status-port', 15020), ...WEB_PORTS];

/** What a new name in spec.gateways starts from. */
export const NEW_GATEWAY: ByMinor<GatewaySettings> = {
  '1.0': unconfigured(WEB_PORTS),
  '1.1': unconfigured(WEB_AND_STATUS_PORTS),
  '1.2': unconfigured(WEB_AND_STATUS_PORTS),
  '1.3': unconfigured(WEB_AND_STATUS_PORTS),
  '1.4': unconfigured(WEB_AND_STATUS_PORTS),
};

type Named = 'ingressgateway' | 'egressgateway' | 'ilbgateway';

const identity = (gateway: Named): Pick<GatewaySettings, 'labels' | 'secretVolumes'> => ({
  labels: { app: `istio-${gateway}`, istio: gateway },
  secretVolumes: ['certs', 'ca-certs'].map((what) => ({
    name: `${gateway}-${what}`,
    secretName: `istio-${gateway}-${what}`,
    mountPath: `/etc/istio/${gateway}-${what}`,
  })),
});

/** Gateways route by the SNI of connections that they pass on unopened. */
const ROUTER_MODE = { ISTIO_META_ROUTER_MODE: 'sni-dnat' };

type Gateways = Readonly<Record<`istio-${Named}`, GatewaySettings>>;

/** Ports by which machines outside of the cluster reach pilot, mixer, citadel and DNS. */
const EXPANSION_PORTS = [
  same('tcp-pilot-grpc-tls', 15011),
  same('tcp-mixer-grpc-tls', 15004),
  same('tcp-citadel-grpc-tls', 8060),
  same('tcp-dns-tls', 853),
];

const EGRESS_PORTS = [
  { name: 'http2', port: 80 },
  { name: 'https', port: 443 },
];

const V1_3: Gateways = {
  'istio-ingressgateway': {
    ...WORKLOAD,
    ...GATEWAY,
    ...identity('ingressgateway'),
    type: 'LoadBalancer',
    env: ROUTER_MODE,
    ports: [
      same('status-port', 15020),
      { name: 'http2', port: 80, targetPort: 80, nodePort: 31380 },
      { name: 'https', port: 443, nodePort: 31390 },
      { name: 'tcp', port: 31400, nodePort: 31400 },
      same('https-kiali', 15029),
      same('https-prometheus', 15030),
      same('https-grafana', 15031),
      same('https-tracing', 15032),
      same('tls', 15443),
    ],
    meshExpansionPorts: EXPANSION_PORTS,
  },
  'istio-egressgateway': {
    ...WORKLOAD,
    ...GATEWAY,
    ...identity('egressgateway'),
    enabled: false,
    env: ROUTER_MODE,
    ports: [...EGRESS_PORTS, same('tls', 15443)],
  },
  'istio-ilbgateway': {
    ...WORKLOAD,
    ...GATEWAY,
    ...identity('ilbgateway'),
    enabled: false,
    type: 'LoadBalancer',
    serviceAnnotations: { 'cloud.google.com/load-balancer-type': 'internal' },
    resources: { requests: { cpu: '800m', memory: '512Mi' } },
    ports: [
      { name: 'grpc-pilot-mtls', port: 15011 },
      { name: 'grpc-pilot', port: 15010 },
      same('tcp-citadel-grpc-tls', 8060),
      { name: 'tcp-dns', port: 5353 },
    ],
  },
};

/** Until 1.2 the charts left the rollout to Kubernetes. */
const unhurried = { rollout: KUBERNETES_ROLLOUT };
const unlimited = { rollout: KUBERNETES_ROLLOUT, resources: { requests: undefined, limits: undefined } };

const CONTROL_PLANE_PORTS = [same('tcp-pilot-grpc-tls', 15011), same('tcp-citadel-grpc-tls', 8060)];
const ADDON_PORTS = [same('http2-prometheus', 15030), same('http2-grafana', 15031)];

const INGRESS_PORTS_1_0: readonly Port[] = [
  { name: 'http2', port: 80, targetPort: 80, nodePort: 31380 },
  { name: 'https', port: 443, nodePort: 31390 },
  { name: 'tcp', port: 31400, nodePort: 31400 },
];

const eager = { autoscaling: { cpuPercent: 60 }, env: { ISTIO_META_ROUTER_MODE: undefined } };
const patient = { autoscaling: { cpuPercent: 80 } };

const limited = { ...PROXY_RESOURCES, limits: { cpu: '2000m', memory: '256Mi' } };

/** Gateways that the charts of each line have, by name (charts/gateways/values.yaml). */
export const GATEWAYS: ByMinor<Gateways> = {
  '1.0': like(V1_3, {
    'istio-ingressgateway': {
      ...unlimited,
      ...eager,
      ports: [...INGRESS_PORTS_1_0, ...CONTROL_PLANE_PORTS, ...ADDON_PORTS],
    },
    'istio-egressgateway': { ...unlimited, ...eager, enabled: true, ports: EGRESS_PORTS },
    'istio-ilbgateway': {
      ...unhurried,
      ...eager,
      ports: [
        { name: 'grpc-pilot-mtls', port: 15011 },
        { name: 'grpc-pilot', port: 15010 },
        same('tcp-citadel-grpc-tls', 8060),
        { name: 'tcp-dns', port: 853 },
      ],
    },
  }),
  '1.0.1': {
    'istio-ingressgateway': {
      ...patient,
      ports: [...INGRESS_PORTS_1_0, ...CONTROL_PLANE_PORTS, same('tcp-dns-tls', 853), ...ADDON_PORTS],
    },
    'istio-egressgateway': patient,
    'istio-ilbgateway': patient,
  },
  '1.1': like(V1_3, {
    'istio-ingressgateway': unlimited,
    'istio-egressgateway': unlimited,
    'istio-ilbgateway': unhurried,
  }),
  '1.1.3': { 'istio-ingressgateway': { resources: limited }, 'istio-egressgateway': { resources: limited } },
  '1.1.7': { 'istio-ingressgateway': { resources: PROXY_RESOURCES } },
  '1.2': like(V1_3, {
    'istio-ingressgateway': unhurried,
    'istio-egressgateway': { ...unhurried, resources: limited },
    'istio-ilbgateway': unhurried,
  }),
  '1.3': V1_3,
  '1.4': V1_3,
};
