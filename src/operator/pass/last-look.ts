import { idOf, refOf } from '../../core/model/object-id.ts';
import { healthOf } from '../../core/readiness/health.ts';
import { lateIn } from '../../core/status/waits.ts';
import type { KubeClient } from '../../kube/operations.ts';
import type { LiveCache } from '../caches/live-cache.ts';
import type { Ages } from './ages.ts';
import type { Desired } from './desired.ts';
import type { Subject } from './subject.ts';

/** What a last look works with. */
export type LastLookContext = Subject & {
  readonly client: Pick<KubeClient, 'get'>;
  readonly cache: Pick<LiveCache, 'live' | 'found'>;
  readonly ages: Pick<Ages, 'lasted'>;
};

/**
 * Before it is said that something was not ready in time, which may lead back to another release, the cluster itself is
 * asked for what we do not know to be ready: a watch may be dead without having broken. Once for whatever is late; if
 * nobody answers, what the watches brought has to do.
 */
export async function lookBeforeVerdict(
  pass: LastLookContext,
  { spec, manifests }: Pick<Desired, 'spec' | 'manifests'>,
): Promise<void> {
  const { client, cache, ages, install, signal, log } = pass;
  const lasted = (what: string, since: string): number => ages.lasted(install.metadata.name, what, since);
  const newest = lateIn(install.status ?? {}, spec, lasted)
    .toSorted()
    .at(-1);
  if (newest === undefined || lasted('last look', newest) > 0) return;
  const unready = manifests.map((object) => cache.live(object)).filter((live) => live !== undefined);
  const look = async (live: (typeof unready)[number]): Promise<void> => {
    const found = await client.get(refOf(idOf(live)), { signal });
    if (found !== undefined) cache.found(found);
  };
  const answers = await Promise.allSettled(unready.filter((live) => healthOf(live).state !== 'Current').map(look));
  for (const answer of answers) if (answer.status === 'rejected') log.debug({ err: answer.reason }, 'no last look');
  signal.throwIfAborted();
}
