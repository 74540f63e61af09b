import type { ByMinor } from './minor.ts';

/** A service that every Envoy sends something to, and how a release is told of it. */
export interface ProxyService {
  /** Setting of spec.mesh that describes it. */
  readonly setting: 'metricsService' | 'accessLogService';
  /** Argument of pilot-agent, and whether its value is the address alone. */
  readonly flag: string;
  readonly flagIsAddress: boolean;
  /** Field of defaultConfig in the mesh configuration, and whether it is the address alone. */
  readonly field: string;
  readonly fieldIsAddress: boolean;
  /** Knows TLS and keepalive. */
  readonly hasConnection: boolean;
}

const METRICS: ProxyService = {
  setting: 'metricsService',
  flag: '--envoyMetricsServiceAddress',
  flagIsAddress: true,
  field: 'envoyMetricsService',
  fieldIsAddress: false,
  hasConnection: false,
};

const METRICS_1_1: ProxyService = { ...METRICS, field: 'envoyMetricsServiceAddress', fieldIsAddress: true };

const METRICS_1_4: ProxyService = {
  ...METRICS,
  flag: '--envoyMetricsService',
  flagIsAddress: false,
  hasConnection: true,
};

const ACCESS_LOG: ProxyService = {
  setting: 'accessLogService',
  flag: '--envoyAccessLogService',
  flagIsAddress: false,
  field: 'envoyAccessLogService',
  fieldIsAddress: false,
  hasConnection: true,
};

/** envoyMetricsService and envoyAccessLogService in configmap.yaml, gateways and the injection template of each line. */
export const PROXY_SERVICES: ByMinor<readonly ProxyService[]> = {
  '1.0': [],
  '1.1': [METRICS_1_1],
  '1.2': [METRICS_1_1],
  '1.3': [METRICS, ACCESS_LOG],
  '1.4': [METRICS_1_4, ACCESS_LOG],
};
