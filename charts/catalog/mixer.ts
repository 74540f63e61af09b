import { READ, rule } from '../kit/objects.ts';
import type { PolicyRule } from '../kit/types.ts';
import type { ByMinor } from './minor.ts';

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
  /** Names its certificate to a configuration store with TLS; otherwise the defaults of the binary are the same. */
  readonly certificateFlags: Readonly<Record<MixerRole, boolean>>;
  /** Takes --averageLatencyThreshold and --loadsheddingMode. */
  readonly shedsLoad: boolean;
  /** Environment from the pod's own fields. */
  readonly fields: Readonly<Record<string, string>>;
  readonly podLabels: Readonly<Record<string, string>>;
  readonly serviceAnnotations: Readonly<Record<string, string>>;
  /** Optional Secret with credentials of adapters, and the container that it is mounted in. */
  readonly adapterSecret?: Readonly<Record<MixerRole, 'mixer' | 'istio-proxy'>>;
  /** Whether clients are told per port to use TLS: always, or only with control-plane security. */
  readonly portTls: 'always' | 'secured';
  readonly rules: readonly PolicyRule[];
}

/** charts/mixer of each line. */
export const MIXER: ByMinor<MixerFacts> = {
  '1.4': {
    image: 'mixer',
    monitoringPort: 15014,
    flags: ['--monitoringPort=15014', '--address', 'unix:///sock/mixer.socket', '--log_output_level=default:info'],
    storeFlags: {
      policy: ['--useAdapterCRDs=false', '--useTemplateCRDs=false'],
      telemetry: ['--useAdapterCRDs=false'],
    },
    certificateFlags: { policy: false, telemetry: true },
    shedsLoad: true,
    fields: { POD_NAMESPACE: 'metadata.namespace' },
    podLabels: { 'security.istio.io/tlsMode': 'istio' },
    serviceAnnotations: { 'networking.istio.io/exportTo': '*' },
    adapterSecret: { policy: 'istio-proxy', telemetry: 'mixer' },
    portTls: 'always',
    rules: [
      rule(['config.istio.io'], ['*'], ['create', 'get', 'list', 'watch', 'patch']),
      rule(['apiextensions.k8s.io'], ['customresourcedefinitions'], READ),
      rule(
        [''],
        ['configmaps', 'endpoints', 'pods', 'services', 'namespaces', 'secrets', 'replicationcontrollers'],
        READ,
      ),
      rule(['extensions', 'apps'], ['replicasets'], READ),
    ],
  },
};
