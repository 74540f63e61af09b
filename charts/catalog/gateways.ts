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

const GATEWAY: GatewaySettings = {
  ...WORKLOAD,
  autoscaling: { ...WORKLOAD.autoscaling, enabled: true },
  resources: PROXY_RESOURCES,
  namespace: '',
  type: 'ClusterIP',
  ports: [same('status-port', 15020), same('http2', 80), { name: 'https', port: 443 }],
  meshExpansionPorts: [],
  applicationPorts: '',
  labels: {},
  serviceAnnotations: {},
  loadBalancerIP: '',
  loadBalancerSourceRanges: [],
  externalIPs: [],
  externalTrafficPolicy: 'Cluster',
  secretVolumes: [],
  configVolumes: [],
  additionalContainers: [],
  sds: { enabled: false, image: '', resources: PROXY_RESOURCES },
};

const GATEWAY_1_0 = like(GATEWAY, {
  rollout: KUBERNETES_ROLLOUT,
  resources: { requests: undefined, limits: undefined },
  ports: [same('http2', 80), { name: 'https', port: 443 }],
});

/** A gateway that nobody configured: what a new name in spec.gateways starts from. Neither limited nor scaled. */
const UNCONFIGURED = like(GATEWAY, {
  autoscaling: { enabled: false },
  rollout: KUBERNETES_ROLLOUT,
  resources: { requests: undefined, limits: undefined },
});

/** The same for each line. */
export const NEW_GATEWAY: ByMinor<GatewaySettings> = {
  '1.0': like(UNCONFIGURED, { ports: GATEWAY_1_0.ports }),
  '1.1': UNCONFIGURED,
  '1.2': UNCONFIGURED,
  '1.3': UNCONFIGURED,
  '1.4': UNCONFIGURED,
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

const V1_3: Gateways = {
  'istio-ingressgateway': {
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
    ...GATEWAY,
    ...identity('egressgateway'),
    enabled: false,
    env: ROUTER_MODE,
    ports: [{ name: 'http2', port: 80 }, { name: 'https', port: 443 }, same('tls', 15443)],
  },
  'istio-ilbgateway': {
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

const V1_2 = like(V1_3, {
  'istio-ingressgateway': { rollout: KUBERNETES_ROLLOUT },
  'istio-egressgateway': { rollout: KUBERNETES_ROLLOUT, resources: { limits: { memory: '256Mi' } } },
  'istio-ilbgateway': { rollout: KUBERNETES_ROLLOUT },
});

const unlimited = { resources: { requests: undefined, limits: undefined } };

const V1_1 = like(V1_2, { 'istio-ingressgateway': unlimited, 'istio-egressgateway': unlimited });

const CONTROL_PLANE_PORTS = [same('tcp-pilot-grpc-tls', 15011), same('tcp-citadel-grpc-tls', 8060)];
const ADDON_PORTS = [same('http2-prometheus', 15030), same('http2-grafana', 15031)];

const INGRESS_PORTS_1_0: readonly Port[] = [
  { name: 'http2', port: 80, targetPort: 80, nodePort: 31380 },
  { name: 'https', port: 443, nodePort: 31390 },
  { name: 'tcp', port: 31400, nodePort: 31400 },
];

const eager = { autoscaling: { cpuPercent: 60 }, env: { ISTIO_META_ROUTER_MODE: undefined } };
const patient = { autoscaling: { cpuPercent: 80 } };

const V1_0 = like(V1_1, {
  'istio-ingressgateway': { ...eager, ports: [...INGRESS_PORTS_1_0, ...CONTROL_PLANE_PORTS, ...ADDON_PORTS] },
  'istio-egressgateway': {
    ...eager,
    enabled: true,
    ports: [
      { name: 'http2', port: 80 },
      { name: 'https', port: 443 },
    ],
  },
  'istio-ilbgateway': {
    ...eager,
    ports: [
      { name: 'grpc-pilot-mtls', port: 15011 },
      { name: 'grpc-pilot', port: 15010 },
      same('tcp-citadel-grpc-tls', 8060),
      { name: 'tcp-dns', port: 853 },
    ],
  },
});

const limited = { ...PROXY_RESOURCES, limits: { cpu: '2000m', memory: '256Mi' } };

/** Gateways that the charts of each line have, by name (charts/gateways/values.yaml). */
export const GATEWAYS: ByMinor<Gateways> = {
  '1.0': V1_0,
  '1.0.1': {
    'istio-ingressgateway': {
      ...patient,
      ports: [...INGRESS_PORTS_1_0, ...CONTROL_PLANE_PORTS, same('tcp-dns-tls', 853), ...ADDON_PORTS],
    },
    'istio-egressgateway': patient,
    'istio-ilbgateway': patient,
  },
  '1.1': V1_1,
  '1.1.3': { 'istio-ingressgateway': { resources: limited }, 'istio-egressgateway': { resources: limited } },
  '1.1.7': { 'istio-ingressgateway': { resources: PROXY_RESOURCES } },
  '1.2': V1_2,
  '1.3': V1_3,
  '1.4': V1_3,
};
