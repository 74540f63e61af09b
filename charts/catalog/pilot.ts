import { READ, rule } from '../kit/objects.ts';
import type { PolicyRule } from '../kit/types.ts';
import type { ByMinor } from './minor.ts';

/** What differs between the pilots of the release lines. */
export interface PilotFacts {
  readonly image: string;
  readonly monitoringPort: number;
  /** Takes --monitoringAddr, --domain and --keepaliveMaxServerConnectionAge. */
  readonly takesFlags: boolean;
  /** `--secureGrpcAddr` by who ends TLS on port 15011; absent where the flag is not given. */
  readonly secureGrpc: Readonly<Partial<Record<TlsEnd, string>>>;
  /** Environment that the chart always sets. */
  readonly env: Readonly<Record<string, string>>;
  readonly readinessPeriodSeconds: number;
  readonly rules: readonly PolicyRule[];
}

/** Who ends TLS on port 15011: the proxy beside pilot or pilot itself, with or without control-plane security. */
export type TlsEnd = 'proxy' | 'securedProxy' | 'pilot' | 'securedPilot';

const ALL = ['*'];

/** charts/pilot of each line. */
export const PILOT: ByMinor<PilotFacts> = {
  '1.4': {
    image: 'pilot',
    monitoringPort: 15014,
    takesFlags: true,
    secureGrpc: { proxy: '', securedProxy: '', pilot: '', securedPilot: ':15011' },
    env: {
      PILOT_ENABLE_PROTOCOL_SNIFFING_FOR_OUTBOUND: 'true',
      PILOT_ENABLE_PROTOCOL_SNIFFING_FOR_INBOUND: 'false',
    },
    readinessPeriodSeconds: 5,
    rules: [
      rule(['config.istio.io', 'networking.istio.io', 'authentication.istio.io'], ALL, ALL),
      rule(['rbac.istio.io', 'security.istio.io'], ALL, READ),
      rule(['apiextensions.k8s.io'], ['customresourcedefinitions'], ALL),
      rule(['extensions'], ['ingresses', 'ingresses/status'], ALL),
      rule([''], ['configmaps'], ['create', 'get', 'list', 'watch', 'update']),
      rule([''], ['endpoints', 'pods', 'services', 'namespaces', 'nodes'], READ),
      rule([''], ['secrets'], ['create', 'get', 'watch', 'list', 'update', 'delete']),
      rule(
        ['certificates.k8s.io'],
        ['certificatesigningrequests', 'certificatesigningrequests/approval', 'certificatesigningrequests/status'],
        ['update', 'create', 'get', 'delete'],
      ),
    ],
  },
};
