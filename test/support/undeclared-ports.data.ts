import { like, type ByMinor } from '../../charts/catalog/minor.ts';

/** Ports by Service. */
export type PortsByService = Readonly<Record<string, readonly number[]>>;

const V1_0: PortsByService = {
  'istio-citadel': [8060, 9093],
  'istio-pilot': [9093],
  'istio-sidecar-injector': [443],
  'jaeger-collector': [14267, 14268],
  kiali: [20001],
};

const V1_1 = like(V1_0, { 'istio-citadel': [8060, 15014], 'istio-pilot': [15014] });
const V1_3 = like(V1_1, { 'istio-sidecar-injector': [443, 15014] });

/** Ports that upstream's programs open although the manifests of the release do not declare them. */
export const UNDECLARED: ByMinor<PortsByService> = {
  '1.0': V1_0,
  '1.0.3': { 'istio-policy': [9091, 15004], 'istio-telemetry': [9091, 15004] },
  '1.1': V1_1,
  '1.2': V1_1,
  '1.3': V1_3,
  '1.3.4': { 'jaeger-collector': undefined },
  '1.4': like(V1_3, { 'jaeger-collector': undefined }),
};
