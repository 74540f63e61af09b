import type { Resources } from '../../src/api/resolved.ts';
import type { ByMinor } from './minor.ts';

/** What differs between the gateway pods of the release lines. */
export interface GatewayFacts {
  /** Arguments before and after those that say who the gateway is. */
  readonly args: readonly string[];
  /** Port of the readiness endpoint; absent where the agent has none. */
  readonly statusPort?: number;
  /** Where pilot serves configuration: in plain text, and with control-plane security. */
  readonly discovery: { readonly plain: string; readonly secured: string };
  /** Environment from the pod's own fields. */
  readonly fields: Readonly<Record<string, string>>;
  /** Labels by which the charts present a gateway to pilot, beside its own; absent where they do not. */
  readonly metadataLabels?: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  /** Start of the reference to the gateway's Deployment in its metadata; absent where it has none. */
  readonly ownerPrefix?: string;
  /** The container that fetches certificates of hosts, where gateways can have one. */
  readonly sds?: { readonly image: string; readonly resources: Resources };
}

/** charts/gateways/templates of each line. */
export const GATEWAY_FACTS: ByMinor<GatewayFacts> = {
  '1.4': {
    args: [
      '--log_output_level=default:info',
      ...['--drainDuration', '45s'],
      ...['--parentShutdownDuration', '1m0s'],
      ...['--connectTimeout', '10s'],
      ...['--proxyAdminPort', '15000'],
    ],
    statusPort: 15020,
    discovery: { plain: 'istio-pilot:15010', secured: 'istio-pilot:15011' },
    fields: {
      NODE_NAME: 'spec.nodeName',
      POD_NAME: 'metadata.name',
      POD_NAMESPACE: 'metadata.namespace',
      INSTANCE_IP: 'status.podIP',
      HOST_IP: 'status.hostIP',
      SERVICE_ACCOUNT: 'spec.serviceAccountName',
      ISTIO_META_POD_NAME: 'metadata.name',
      ISTIO_META_CONFIG_NAMESPACE: 'metadata.namespace',
    },
    metadataLabels: { chart: 'gateways', heritage: 'Tiller', release: 'istio' },
    env: { ISTIO_META_CLUSTER_ID: 'Kubernetes' },
    ownerPrefix: 'kubernetes://apis/apps/v1',
    sds: {
      image: 'node-agent-k8s',
      resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '2000m', memory: '1024Mi' } },
    },
  },
};
