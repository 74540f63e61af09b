import { disruptionBudgets } from './disruption-budgets.ts';
import type { Hold } from '../verdict.ts';
import { describeFinding, type CheckName, type Finding } from './finding.ts';
import type { PreflightInput } from './input.ts';
import { kubernetesVersion } from './kubernetes-version.ts';
import { oldProxies } from './old-proxies.ts';
import { selectors } from './selectors.ts';
import { surgeRoom } from './surge-room.ts';
import { unreadResources } from './unread-resources.ts';

export { describeFinding, type Finding } from './finding.ts';
export type { PreflightInput, UnreadObjects } from './input.ts';

const TABLE: Readonly<Record<CheckName, (input: PreflightInput) => Finding[]>> = {
  'kubernetes-version': kubernetesVersion,
  'unread-resources': unreadResources,
  'old-proxies': oldProxies,
  selectors,
  'surge-room': surgeRoom,
  'disruption-budgets': disruptionBudgets,
};

/** Everything that speaks against a hop, before anything of it is written. */
export function preflight(input: PreflightInput): Finding[] {
  return Object.values(TABLE).flatMap((check) => check(input));
}

/** The reason for which a hop waits while workloads are restarted for it. */
export const WAITING_FOR_PROXIES = 'WaitingForProxies';

/**
 * Why a hop does not begin; undefined when it may.
 * @param restarts workloads with old sidecars are restarted by us, which is all that some hops wait for
 */
export function holdBy(findings: readonly Finding[], restarts: boolean): Hold | undefined {
  const blocking = findings.filter(({ severity }) => severity === 'block');
  if (blocking.length === 0) return undefined;
  const message = blocking.map(describeFinding).join('; ');
  const waits = restarts && blocking.every(({ check }) => check === 'old-proxies');
  return waits ? { reason: WAITING_FOR_PROXIES, message } : { reason: 'PreflightFailed', message, stalled: true };
}
