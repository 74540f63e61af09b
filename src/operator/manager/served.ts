import { isDeepStrictEqual } from 'node:util';
import { askedOf } from '../../../charts/index.ts';
import type { Capabilities } from '../../api/capabilities.ts';
import { readCapabilities } from '../../kube/discovery/capabilities.ts';
import { isForbidden } from '../../kube/errors.ts';
import type { KubeClient } from '../../kube/operations.ts';
import type { Notifier } from './notifier.ts';
import { retry, type RetryOptions } from './retry.ts';

/** However quiet the cluster, its version is asked for so often. */
const CHECK_MS = 600_000;

/** Where several apiservers stand behind one address, old and new ones answer in turn while they are upgraded. */
const AGREE_MS = 3_000;

/** After trouble, no look follows another sooner: every watch that breaks notifies. */
const COOLDOWN_MS = 5_000;

/** What reading needs. */
export interface ServedContext extends RetryOptions {
  readonly client: KubeClient;
}

/** What the cluster serves now, as far as our rules ask; undefined when the signal aborted first. */
export function readServed(context: ServedContext, signal: AbortSignal): Promise<Capabilities | undefined> {
  const { client } = context;
  const read = async (): Promise<Capabilities> => {
    await untilComplete(client, signal);
    client.discovery.invalidate();
    return askedOf(await readCapabilities(client.discovery));
  };
  return retry(context, read, signal);
}

/** A server that starts lists only a part of what it will serve, until it says that it is ready. */
async function untilComplete(client: KubeClient, signal: AbortSignal): Promise<void> {
  await client.getRaw('/readyz', { signal }).catch((error: unknown) => {
    if (!isForbidden(error)) throw error;
  });
}

/** What the cluster serves, once two looks in a row agree on it; undefined when the signal aborted first. */
export async function readSettled(context: ServedContext, signal: AbortSignal): Promise<Capabilities | undefined> {
  let served = await readServed(context, signal);
  while (served !== undefined) {
    await context.clock.after(AGREE_MS, signal).catch(() => undefined);
    const again = await readServed(context, signal);
    if (isDeepStrictEqual(served, again)) return again;
    served = again;
  }
  return undefined;
}

/**
 * Resolves when the cluster serves something else than is known, or when the signal aborts. Looks at the version from
 * time to time, and at everything when somebody notified: an apiserver that is replaced ends all watches.
 */
export async function untilOtherServed(
  context: ServedContext,
  known: Capabilities,
  notifier: Notifier,
  signal: AbortSignal,
): Promise<void> {
  const { client, clock } = context;
  const version = await retry(context, () => versionOf(client, signal), signal);
  while (!signal.aborted) {
    const notified = await notifier.notified(clock, CHECK_MS, signal);
    const isSame = !notified && (await versionOf(client, signal).catch(() => undefined)) === version;
    if (isSame) continue;
    const served = await readServed(context, signal);
    if (served !== undefined && !isDeepStrictEqual(served, known)) return;
    await clock.after(COOLDOWN_MS, signal).catch(() => undefined);
  }
}

/** The text of /version. */
const versionOf = (client: KubeClient, signal: AbortSignal): Promise<string> => client.getRaw('/version', { signal });
