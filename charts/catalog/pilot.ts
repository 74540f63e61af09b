import { READ, rule } from '../kit/objects.ts';
import type { PolicyRule } from '../kit/types.ts';
import { like, type ByMinor } from './minor.ts';

/** What differs between the pilots of the release lines. */
export interface PilotFacts {
  readonly image: string;
  /** Label `app` of everything but the pods. */
  readonly app: string;
  readonly monitoringPort: number;
  /** Flags that never change. */
  readonly flags: readonly string[];
  /** Takes `--domain` always, or only where the domain of the cluster is not the usual one. */
  readonly namesDomain: 'always' | 'unusual';
  /** `--secureGrpcAddr` by who ends TLS on port 15011; absent where the flag is not given. */
  readonly secureGrpc: Readonly<Partial<Record<TlsEnd, string>>>;
  /** Is told how long a proxy may keep one connection. */
  readonly namesConnectionAge: boolean;
  /** Is told which traffic has its protocol found out. */
  readonly sniffsProtocols: boolean;
  /** Environment that the chart always sets. */
  readonly env: Readonly<Record<string, string>>;
  readonly readiness: { readonly path: string; readonly initialDelaySeconds: number; readonly periodSeconds: number };
  readonly rules: readonly PolicyRule[];
}

/** Who ends TLS on port 15011: the proxy beside pilot or pilot itself, with or without control-plane security. */
export type TlsEnd = 'proxy' | 'securedProxy' | 'pilot' | 'securedPilot';

const ALL = ['*'];

/** What all of them may do. */
const COMMON_RULES = [
  rule(['config.istio.io', 'networking.istio.io', 'authentication.istio.io'], ALL, ALL),
  rule(['rbac.istio.io'], ALL, READ),
  rule(['apiextensions.k8s.io'], ['customresourcedefinitions'], ALL),
  rule(['extensions'], ['ingresses', 'ingresses/status'], ALL),
  rule([''], ['configmaps'], ['create', 'get', 'list', 'watch', 'update']),
  rule([''], ['endpoints', 'pods', 'services', 'namespaces', 'nodes'], READ),
];

const V1_4: PilotFacts = {
  image: 'pilot',
  app: 'pilot',
  monitoringPort: 15014,
  flags: ['--monitoringAddr=:15014', '--log_output_level=default:info'],
  namesConnectionAge: true,
  sniffsProtocols: true,
  namesDomain: 'always',
  secureGrpc: { proxy: '', securedProxy: '', pilot: '', securedPilot: ':15011' },
  env: {},
  readiness: { path: '/ready', initialDelaySeconds: 5, periodSeconds: 5 },
  rules: [
    ...COMMON_RULES,
    rule(['security.istio.io'], ALL, READ),
    rule([''], ['secrets'], ['create', 'get', 'watch', 'list', 'update', 'delete']),
    rule(
      ['certificates.k8s.io'],
      ['certificatesigningrequests', 'certificatesigningrequests/approval', 'certificatesigningrequests/status'],
      ['update', 'create', 'get', 'delete'],
    ),
  ],
};

const V1_3 = like(V1_4, {
  readiness: { periodSeconds: 30 },
  rules: [...COMMON_RULES, rule([''], ['secrets'], READ)],
});

const V1_2 = like(V1_3, {
  secureGrpc: { securedProxy: undefined },
  sniffsProtocols: false,
  env: { PILOT_DISABLE_XDS_MARSHALING_TO_ANY: '1' },
});

const V1_1 = like(V1_2, { flags: ['--monitoringAddr=:15014'] });

const V1_0 = like(V1_1, {
  app: 'istio-pilot',
  monitoringPort: 9093,
  flags: [],
  namesConnectionAge: false,
  namesDomain: 'unusual',
  secureGrpc: { proxy: undefined, pilot: ':15011' },
  env: { PILOT_DISABLE_XDS_MARSHALING_TO_ANY: undefined, PILOT_CACHE_SQUASH: '5' },
  readiness: { path: '/debug/endpointz', initialDelaySeconds: 30 },
});

/** charts/pilot of each line. */
export const PILOT: ByMinor<PilotFacts> = {
  '1.0': V1_0,
  '1.0.1': { readiness: { path: '/ready', initialDelaySeconds: 5 } },
  '1.1': V1_1,
  '1.1.4': { flags: V1_2.flags },
  '1.2': V1_2,
  '1.3': V1_3,
  '1.4': V1_4,
};
