import { disruptionBudgets } from './disruption-budgets.ts';
import { certificateAuthority } from './certificate-authority.ts';
import type { Hold } from '../holds.ts';
import { describeFinding, type CheckName, type Finding } from './finding.ts';
import type { ClusterInput, PreflightInput } from './input.ts';
import { kubernetesVersion } from './kubernetes-version.ts';
import { nodeArchitectures } from './node-architectures.ts';
import { oldProxies } from './old-proxies.ts';
import { selectors } from './selectors.ts';
import { serviceAddresses } from './service-addresses.ts';
import { surgeRoom } from './surge-room.ts';
import { unreadResources } from './unread-resources.ts';

export { describeFinding, type Finding } from './finding.ts';
export type { AuthoritySeen, ClusterInput, NodesSeen, PreflightInput, UnreadObjects } from './input.ts';

/** What can be said of a cluster before anything is installed. */
const OF_CLUSTER = {
  'kubernetes-version': kubernetesVersion,
  'certificate-authority': certificateAuthority,
  'node-architectures': nodeArchitectures,
  'service-addresses': serviceAddresses,
} satisfies Partial<Record<CheckName, (input: ClusterInput) => Finding[]>>;

const TABLE: Readonly<Record<CheckName, (input: PreflightInput) => Finding[]>> = {
  ...OF_CLUSTER,
  'unread-resources': unreadResources,
  'old-proxies': oldProxies,
  selectors,
  'surge-room': surgeRoom,
  'disruption-budgets': disruptionBudgets,
};

/** Everything that blocks a hop, before anything of it is written. */
export function preflight(input: PreflightInput): Finding[] {
  return Object.values(TABLE).flatMap((check) => check(input));
}

/** What is in the way of a first installation. */
export function preflightInstallation(input: ClusterInput): Finding[] {
  return Object.values(OF_CLUSTER).flatMap((check) => check(input));
}

/** The reason for which a hop waits while old proxies go. */
export const WAITING_FOR_PROXIES = 'WaitingForProxies';

/** What may take a finding away without anybody's doing. */
export interface Passing {
  /** Workloads with old sidecars are restarted by us. */
  readonly restarts: boolean;
  /** The hop before ended only now: pods that it pruned may still be seen. */
  readonly settles: boolean;
}

/** Why a hop does not begin; undefined when it may. It is stalled unless all that it waits for goes by itself. */
export function holdBy(findings: readonly Finding[], { restarts, settles }: Passing): Hold | undefined {
  const blocking = findings.filter(({ severity }) => severity === 'block');
  if (blocking.length === 0) return undefined;
  const message = blocking.map(describeFinding).join('; ');
  const waits = blocking.every(
    (finding) => (restarts && finding.check === 'old-proxies') || (settles && finding.mayPass),
  );
  return waits ? { reason: WAITING_FOR_PROXIES, message } : { reason: 'PreflightFailed', message, stalled: true };
}
