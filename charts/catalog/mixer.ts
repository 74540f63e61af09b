import { READ, rule } from '../kit/objects.ts';
import type { PolicyRule } from '../kit/types.ts';
import { like, type ByMinor } from './minor.ts';

/** The two deployments of mixer. */
export type MixerRole = 'policy' | 'telemetry';

/** What differs between the mixers of the release lines. */
export interface MixerFacts {
  readonly image: string;
  readonly monitoringPort: number;
  /** Flags before the configuration store. */
  readonly flags: readonly string[];
  /** Flags after it. */
  readonly storeFlags: Readonly<Record<MixerRole, readonly string[]>>;
  /** Settings of adapters that it is told of: whether to read the old kinds. */
  readonly oldKinds: Readonly<Record<MixerRole, readonly ('useAdapterCRDs' | 'useTemplateCRDs')[]>>;
  /** Names its certificate to a configuration store with TLS; otherwise the defaults of the binary are the same. */
  readonly certificateFlags: Readonly<Record<MixerRole, boolean>>;
  /** Takes --averageLatencyThreshold and --loadsheddingMode. */
  readonly shedsLoad: boolean;
  /** The host of the zipkin collector has its namespace, where nobody names another one. */
  readonly qualifiesZipkin: boolean;
  /** Environment from the pod's own fields. */
  readonly fields: Readonly<Record<string, string>>;
  readonly podLabels: Readonly<Record<string, string>>;
  readonly serviceAnnotations: Readonly<Record<string, string>>;
  /** Optional Secret with credentials of adapters, and the container that it is mounted in. */
  readonly adapterSecret?: Readonly<Record<MixerRole, 'mixer' | 'istio-proxy'>>;
  /** Ports that the proxy declares, of those it serves. */
  readonly proxyPorts: readonly number[];
  /** Whether clients are told per port to use TLS: always, or only with control-plane security. */
  readonly portTls: 'always' | 'secured';
  /** What turns the statsd messages of gateways into Prometheus metrics, where proxies cannot show them. */
  readonly statsdBridge?: { readonly image: string };
  readonly rules: readonly PolicyRule[];
}

const READS_ADAPTERS = ['useAdapterCRDs'] as const;
const READS_BOTH = ['useAdapterCRDs', 'useTemplateCRDs'] as const;

const V1_3: MixerFacts = {
  image: 'mixer',
  monitoringPort: 15014,
  flags: ['--monitoringPort=15014', '--address', 'unix:///sock/mixer.socket', '--log_output_level=default:info'],
  storeFlags: { policy: [], telemetry: [] },
  oldKinds: { policy: READS_BOTH, telemetry: READS_ADAPTERS },
  certificateFlags: { policy: false, telemetry: true },
  shedsLoad: true,
  qualifiesZipkin: true,
  fields: {},
  podLabels: {},
  serviceAnnotations: { 'networking.istio.io/exportTo': '*' },
  adapterSecret: { policy: 'istio-proxy', telemetry: 'mixer' },
  proxyPorts: [9091, 15004],
  portTls: 'secured',
  rules: [
    rule(['config.istio.io'], ['*'], ['create', 'get', 'list', 'watch', 'patch']),
    rule(['apiextensions.k8s.io'], ['customresourcedefinitions'], READ),
    rule([''], ['configmaps', 'endpoints', 'pods', 'services', 'namespaces', 'secrets'], READ),
    rule([''], ['replicationcontrollers'], READ),
    rule(['extensions', 'apps'], ['replicasets'], READ),
  ],
};

const RULES_1_0 = [
  rule(['config.istio.io'], ['*'], ['create', 'get', 'list', 'watch', 'patch']),
  rule(['rbac.istio.io'], ['*'], READ),
  rule(['apiextensions.k8s.io'], ['customresourcedefinitions'], READ),
  rule([''], ['configmaps', 'endpoints', 'pods', 'services', 'namespaces', 'secrets'], READ),
  rule(['extensions', 'apps'], ['replicasets'], READ),
];

/** charts/mixer of each line. */
export const MIXER: ByMinor<MixerFacts> = {
  '1.0': like(V1_3, {
    monitoringPort: 9093,
    flags: ['--address', 'unix:///sock/mixer.socket'],
    oldKinds: { policy: [], telemetry: [] },
    shedsLoad: false,
    qualifiesZipkin: false,
    serviceAnnotations: { 'networking.istio.io/exportTo': undefined },
    adapterSecret: undefined,
    statsdBridge: { image: 'docker.io/prom/statsd-exporter:v0.6.0' },
    rules: RULES_1_0,
  }),
  '1.0.3': {
    proxyPorts: [],
    statsdBridge: undefined,
    rules: [...RULES_1_0, rule([''], ['replicationcontrollers'], READ)],
  },
  '1.0.5': { storeFlags: { policy: ['--numCheckCacheEntries=0'] } },
  '1.1': like(V1_3, {
    flags: ['--monitoringPort=15014', '--address', 'unix:///sock/mixer.socket'],
    oldKinds: { policy: READS_ADAPTERS },
    qualifiesZipkin: false,
  }),
  '1.1.4': { flags: V1_3.flags },
  '1.2': like(V1_3, { oldKinds: { telemetry: READS_BOTH } }),
  '1.3': V1_3,
  '1.4': like(V1_3, {
    fields: { POD_NAMESPACE: 'metadata.namespace' },
    podLabels: { 'security.istio.io/tlsMode': 'istio' },
    portTls: 'always',
  }),
};
