import { READ, rule } from '../kit/objects.ts';
import type { PolicyRule } from '../kit/types.ts';
import { like, type ByMinor } from './minor.ts';

/** What differs between the citadels of the release lines. */
export interface CitadelFacts {
  readonly image: string;
  /** Label `app` of its Service. */
  readonly serviceApp: string;
  readonly monitoringPort: number;
  /** Flags that never change. */
  readonly flags: readonly string[];
  /** Names beside its own that the certificate of an account gets: account to service, both of the mesh's namespace. */
  readonly dnsNames: Readonly<Record<string, string>>;
  /** Says the lifetime of certificates even where it is the default of the binary. */
  readonly alwaysNamesLifetime: boolean;
  /** Has a liveness probe on its monitoring port. */
  readonly probed: boolean;
  /** Is told whether namespaces without a label get certificates. */
  readonly choosesNamespaces: boolean;
  readonly rules: readonly PolicyRule[];
}

/** Lifetime of certificates when citadel is not told, in every line. */
export const BINARY_LIFETIME = '2160h';

const SECRETS = rule([''], ['secrets'], ['create', 'get', 'watch', 'list', 'update', 'delete']);
const ROOT = rule([''], ['configmaps'], ['create', 'get', 'update']);
const TOKENS = rule(['authentication.k8s.io'], ['tokenreviews'], ['create']);

const FLAGS = ['--append-dns-names=true', '--grpc-port=8060', '--monitoring-port=15014'];

const V1_2: CitadelFacts = {
  image: 'citadel',
  serviceApp: 'security',
  monitoringPort: 15014,
  flags: FLAGS,
  dnsNames: { 'istio-pilot-service-account': 'istio-pilot' },
  alwaysNamesLifetime: false,
  probed: false,
  choosesNamespaces: false,
  rules: [ROOT, SECRETS, rule([''], ['serviceaccounts', 'services'], READ), TOKENS],
};

const since13 = like(V1_2, {
  alwaysNamesLifetime: true,
  choosesNamespaces: true,
  rules: [ROOT, SECRETS, rule([''], ['serviceaccounts', 'services', 'namespaces'], READ), TOKENS],
});

/** charts/security of each line. */
export const CITADEL: ByMinor<CitadelFacts> = {
  '1.0': like(V1_2, {
    serviceApp: 'istio-citadel',
    monitoringPort: 9093,
    flags: ['--append-dns-names=true', '--grpc-port=8060', '--grpc-hostname=citadel'],
    dnsNames: { 'istio-pilot-service-account': undefined },
    rules: [SECRETS, rule([''], ['serviceaccounts', 'services'], READ)],
  }),
  '1.0.1': {
    dnsNames: {
      'istio-pilot-service-account': 'istio-pilot',
      'istio-ingressgateway-service-account': 'istio-ingress',
    },
  },
  '1.0.2': { dnsNames: { 'istio-ingressgateway-service-account': 'istio-ingressgateway' } },
  '1.1': like(V1_2, { flags: [...FLAGS, '--grpc-hostname=citadel'] }),
  '1.1.3': { probed: true },
  '1.2': V1_2,
  '1.2.1': { alwaysNamesLifetime: true },
  '1.3': since13,
  '1.4': since13,
};
