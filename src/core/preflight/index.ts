import { disruptionBudgets } from './disruption-budgets.ts';
import { describeFinding, type CheckName, type Finding } from './finding.ts';
import type { PreflightInput } from './input.ts';
import { kubernetesVersion } from './kubernetes-version.ts';
import { oldProxies } from './old-proxies.ts';
import { selectors } from './selectors.ts';
import { surgeRoom } from './surge-room.ts';
import { unreadResources } from './unread-resources.ts';

export type { Finding } from './finding.ts';
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

/** The findings that keep a hop from beginning, as one sentence; undefined when there are none. */
export function blockedBy(findings: readonly Finding[]): string | undefined {
  const blocking = findings.filter(({ severity }) => severity === 'block');
  return blocking.length === 0 ? undefined : blocking.map(describeFinding).join('; ');
}
