import type { ResolvedGateway } from '../../src/api/resolved.ts';
import { WORKLOAD } from './defaults.ts';
import type { ByMinor } from './minor.ts';

type Port = ResolvedGateway['ports'][number];

const same = (name: string, port: number): Port => ({ name, port, targetPort: port });

/** A gateway that nobody configured: what a new name in spec.gateways starts from. */
export const GATEWAY: Omit<ResolvedGateway, 'name'> = {
  ...WORKLOAD,
  autoscaling: { ...WORKLOAD.autoscaling, enabled: true },
  resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '2000m', memory: '1024Mi' } },
  type: 'ClusterIP',
  ports: [same('status-port', 15020), same('http2', 80), { name: 'https', port: 443 }],
  labels: {},
  serviceAnnotations: {},
  loadBalancerIP: '',
  loadBalancerSourceRanges: [],
  externalIPs: [],
  externalTrafficPolicy: 'Cluster',
  secretVolumes: [],
  sds: { enabled: false },
};

const certificates = (gateway: 'ingressgateway' | 'egressgateway'): ResolvedGateway['secretVolumes'] =>
  ['certs', 'ca-certs'].map((what) => ({
    name: `${gateway}-${what}`,
    secretName: `istio-${gateway}-${what}`,
    mountPath: `/etc/istio/${gateway}-${what}`,
  }));

/** Gateways that the charts of each line have, by name (charts/gateways/values.yaml). */
export const GATEWAYS: ByMinor<readonly ResolvedGateway[]> = {
  '1.4': [
    {
      ...GATEWAY,
      name: 'istio-ingressgateway',
      type: 'LoadBalancer',
      labels: { app: 'istio-ingressgateway', istio: 'ingressgateway' },
      env: { ISTIO_META_ROUTER_MODE: 'sni-dnat' },
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
      secretVolumes: certificates('ingressgateway'),
    },
    {
      ...GATEWAY,
      name: 'istio-egressgateway',
      enabled: false,
      labels: { app: 'istio-egressgateway', istio: 'egressgateway' },
      env: { ISTIO_META_ROUTER_MODE: 'sni-dnat' },
      ports: [{ name: 'http2', port: 80 }, { name: 'https', port: 443 }, same('tls', 15443)],
      secretVolumes: certificates('egressgateway'),
    },
  ],
};
