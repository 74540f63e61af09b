import { rule } from '../kit/objects.ts';
import type { PolicyRule } from '../kit/types.ts';
import { like, type ByMinor } from './minor.ts';

/** What differs between the gateway pods of the release lines. */
export interface GatewayFacts {
  /** The proxy's container has this name; without it, that of the label `istio` of the gateway. */
  readonly container?: string;
  /** Arguments beside those that say who the gateway is. */
  readonly args: readonly string[];
  /** Port of the readiness endpoint; absent where the agent has none. */
  readonly statusPort?: number;
  /** Ports of pilot: in plain text, and with control-plane security. */
  readonly discoveryPort: { readonly plain: number; readonly secured: number };
  /** The host of pilot has its namespace. */
  readonly qualifiesPilot: boolean;
  /** Environment from the pod's own fields. */
  readonly fields: Readonly<Record<string, string>>;
  /** Labels by which the charts present a gateway to pilot, beside its own; absent where they do not. */
  readonly metadataLabels?: Readonly<Record<string, string>>;
  /** Tells pilot its mesh, cluster and network, and whether to use mutual TLS where the server has a sidecar. */
  readonly identifiesMesh: boolean;
  /** Start of the reference to the gateway's Deployment in its metadata; absent where it has none. */
  readonly ownerPrefix?: string;
  /** The container that fetches certificates of hosts, where gateways can have one. */
  readonly sds?: { readonly image: string };
  /** The one gateway that may read Secrets even when it has no such container. */
  readonly alwaysReadsSecrets?: string;
  /** What its account may do in the whole cluster; absent where it has no ClusterRole. */
  readonly rules?: readonly PolicyRule[];
  /** Objects whose label `app` is the label `istio` of the gateway, and not its label `app`. */
  readonly shortApp: readonly ('account' | 'access' | 'scaling')[];
}

const DURATIONS = [
  ...['--drainDuration', '45s'],
  ...['--parentShutdownDuration', '1m0s'],
  ...['--connectTimeout', '10s'],
  ...['--proxyAdminPort', '15000'],
];

const V1_3: GatewayFacts = {
  container: 'istio-proxy',
  args: ['--log_output_level=default:info', ...DURATIONS],
  statusPort: 15020,
  discoveryPort: { plain: 15010, secured: 15011 },
  qualifiesPilot: false,
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
  identifiesMesh: false,
  ownerPrefix: 'kubernetes://api/apps/v1',
  sds: { image: 'node-agent-k8s' },
  shortApp: [],
};

/** charts/gateways/templates of each line. */
export const GATEWAY_FACTS: ByMinor<GatewayFacts> = {
  '1.0': like(V1_3, {
    container: undefined,
    args: ['-v', '2', '--discoveryRefreshDelay', '1s', ...DURATIONS],
    statusPort: undefined,
    discoveryPort: { plain: 8080, secured: 15005 },
    qualifiesPilot: true,
    fields: {
      NODE_NAME: undefined,
      HOST_IP: undefined,
      SERVICE_ACCOUNT: undefined,
      ISTIO_META_CONFIG_NAMESPACE: undefined,
    },
    ownerPrefix: undefined,
    sds: undefined,
    // What the chart asked for never existed; the binding is there all the same.
    rules: [],
    shortApp: ['account', 'access'],
  }),
  '1.0.1': { container: 'istio-proxy', qualifiesPilot: false },
  '1.1': like(V1_3, {
    args: ['--log_output_level=info', ...DURATIONS],
    fields: { NODE_NAME: undefined, HOST_IP: undefined, SERVICE_ACCOUNT: undefined },
    ownerPrefix: undefined,
    rules: [
      rule(
        ['networking.istio.io'],
        ['virtualservices', 'destinationrules', 'gateways'],
        ['get', 'watch', 'list', 'update'],
      ),
    ],
    shortApp: ['access', 'scaling'],
  }),
  '1.1.3': { fields: { HOST_IP: 'status.hostIP' } },
  '1.1.4': { args: V1_3.args },
  '1.2': like(V1_3, { fields: { SERVICE_ACCOUNT: undefined }, ownerPrefix: undefined }),
  '1.3': V1_3,
  '1.4': like(V1_3, {
    metadataLabels: { chart: 'gateways', heritage: 'Tiller', release: 'istio' },
    identifiesMesh: true,
    alwaysReadsSecrets: 'istio-ingressgateway',
  }),
  '1.4.3': { ownerPrefix: 'kubernetes://apis/apps/v1' },
  '1.4.8': { alwaysReadsSecrets: undefined },
};
