import type { ServicePort } from '../kit/types.ts';
import { like, type ByMinor } from './minor.ts';

/** Parts of a control plane that proxies of another cluster speak to. */
export type RemotePart = 'pilot' | 'policy' | 'telemetry';

/** Ports that lead to the control plane of another cluster, by name. */
type RemotePorts = Readonly<Record<RemotePart, Readonly<Record<string, number>>>>;

const V1_1: RemotePorts = {
  pilot: {
    'http-old-discovery': 15003,
    'https-discovery': 15005,
    'http-discovery': 15007,
    'grpc-xds': 15010,
    'https-xds': 15011,
    'http-legacy-discovery': 8080,
    'http-monitoring': 15014,
  },
  policy: { 'grpc-mixer': 9091, 'grpc-mixer-mtls': 15004, 'http-monitoring': 15014 },
  telemetry: { 'grpc-mixer': 9091, 'grpc-mixer-mtls': 15004, 'http-monitoring': 15014, prometheus: 42422 },
};

const monitoring = { 'http-monitoring': 9093 };

/** templates/endpoints.yaml of each line; with 1.0 that of the chart istio-remote. */
export const REMOTE_PORTS: ByMinor<RemotePorts> = {
  '1.0': like(V1_1, { pilot: monitoring, policy: monitoring, telemetry: monitoring }),
  '1.1': V1_1,
  '1.2': V1_1,
  '1.3': V1_1,
  '1.4': V1_1,
};

/** The ports of one part, as a Service and its Endpoints list them. */
export const remotePorts = (ports: Readonly<Record<string, number>>): Pick<ServicePort, 'name' | 'port'>[] =>
  Object.entries(ports).map(([name, port]) => ({ name, port }));
