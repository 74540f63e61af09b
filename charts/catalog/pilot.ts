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

const OLD_MARSHALING = { PILOT_DISABLE_XDS_MARSHALING_TO_ANY: '1' };

const V1_3: PilotFacts = {
  image: 'pilot',
  app: 'pilot',
  monitoringPort: 15014,
  flags: ['--monitoringAddr=:15014', '--log_output_level=default:info'],
  namesConnectionAge: true,
  sniffsProtocols: true,
  namesDomain: 'always',
  secureGrpc: { proxy: '', securedProxy: '', pilot: '', securedPilot: ':15011' },
  env: {},
  readiness: { path: '/ready', initialDelaySeconds: 5, periodSeconds: 30 },
  rules: [...COMMON_RULES, rule([''], ['secrets'], READ)],
};

/** charts/pilot of each line. */
export const PILOT: ByMinor<PilotFacts> = {
  '1.0': like(V1_3, {
    app: 'istio-pilot',
    monitoringPort: 9093,
    flags: [],
    namesConnectionAge: false,
    sniffsProtocols: false,
    namesDomain: 'unusual',
    secureGrpc: { proxy: undefined, securedProxy: undefined, pilot: ':15011' },
    env: { PILOT_CACHE_SQUASH: '5' },
    readiness: { path: '/debug/endpointz', initialDelaySeconds: 30 },
  }),
  '1.0.1': { readiness: { path: '/ready', initialDelaySeconds: 5 } },
  '1.1': like(V1_3, {
    flags: ['--monitoringAddr=:15014'],
    sniffsProtocols: false,
    secureGrpc: { securedProxy: undefined },
    env: OLD_MARSHALING,
  }),
  '1.1.4': { flags: V1_3.flags },
  '1.2': like(V1_3, { sniffsProtocols: false, secureGrpc: { securedProxy: undefined }, env: OLD_MARSHALING }),
  '1.3': V1_3,
  '1.4': like(V1_3, {
    readiness: { periodSeconds: 5 },
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
  }),
};
