import { SUPPLIED_CA_SECRET } from '../../core/readiness/authority.ts';
import type { AuthoritySeen } from '../../core/upgrade/preflight/index.ts';
import { isForbidden } from '../../kube/errors.ts';
import type { KubeClient } from '../../kube/operations.ts';
import { systemClock } from '../../runtime/clock.ts';

/** What citadel is given to sign with. Who may not read Secrets is told so, and everything else. */
export async function authorityIn(client: KubeClient, namespace: string): Promise<AuthoritySeen> {
  const ref = { apiVersion: 'v1', kind: 'Secret', namespace, name: SUPPLIED_CA_SECRET };
  try {
    return { secret: await client.get(ref), now: new Date(systemClock.now()) };
  } catch (error) {
    if (!isForbidden(error)) throw error;
    return { unread: error instanceof Error ? error.message : String(error) };
  }
}
