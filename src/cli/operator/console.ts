import type { Logger } from 'pino';
import pack from '../../../package.json' with { type: 'json' };
import type { ListenAddress } from '../../config.ts';
import { LOOPBACK_ACCESS } from '../../console/access/access.ts';
import { ClusterAccess } from '../../console/access/cluster-access.ts';
import { readAssets } from '../../console/assets.ts';
import { isLoopback, startConsole, type Console } from '../../console/console.ts';
import type { createKubeClient } from '../../kube/client.ts';
import type { Clock } from '../../runtime/clock.ts';

/** What a console of an operator needs. */
export interface OpenConsoleOptions {
  readonly where: ListenAddress;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'warn'>;
  /** Connects to the apiserver, for questions about who looks: another one than the operator works with. */
  readonly connect: () => ReturnType<typeof createKubeClient>;
}

/**
 * Opens the console. Who reaches a loopback address was let onto the machine, or into the pod, by others; anywhere else
 * the cluster is asked who it is. @throws AddressError
 */
export async function openConsole({ where, clock, log, connect }: OpenConsoleOptions): Promise<Console> {
  const assets = readAssets();
  if (assets.script === '') log.warn('pages of the console do not change by themselves: run npm run build');
  const client = isLoopback(where) ? undefined : connect();
  const access = client === undefined ? LOOPBACK_ACCESS : new ClusterAccess({ client, clock });
  const onError = (error: unknown): void => log.warn({ err: error }, 'the console could not answer');
  const opened = await startConsole({ where, access, clock, assets, version: pack.version, onError });
  const close = async (): Promise<void> => {
    await opened.close();
    await client?.close();
  };
  return { ...opened, close };
}
