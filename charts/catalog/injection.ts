import { like, type ByMinor } from './minor.ts';

/** What the programs that inject do beside what the template says. */
export interface InjectionFacts {
  /** Leaves out ports of UDP and SCTP where it lists those of a pod. */
  readonly listsTcpOnly: boolean;
  /** Labels that every injected pod gets. */
  readonly labels: Readonly<Record<string, string>>;
  /** Gives Envoy as many threads as its container has processors, where nobody says how many. */
  readonly countsThreads: boolean;
}

const V1_1: InjectionFacts = { listsTcpOnly: false, labels: {}, countsThreads: true };

/** pilot/pkg/kube/inject of each line, pkg/kube/inject since 1.4. */
export const INJECTION: ByMinor<InjectionFacts> = {
  '1.0': like(V1_1, { countsThreads: false }),
  '1.1': V1_1,
  '1.2': V1_1,
  '1.3': V1_1,
  '1.4': like(V1_1, { listsTcpOnly: true, labels: { 'security.istio.io/tlsMode': 'istio' } }),
};
