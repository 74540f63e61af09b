import type { Logger } from 'pino';
import pack from '../../../package.json' with { type: 'json' };
import type { ListenAddress } from '../../config.ts';
import { LOOPBACK_ACCESS } from '../../console/access/access.ts';
import { ClusterAccess } from '../../console/access/cluster-access.ts';
import { readAssets } from '../../console/assets.ts';
import { earlierEvents } from '../../console/cluster/earlier-events.ts';
import { isLoopback, startConsole, type Console } from '../../console/console.ts';
import type { createKubeClient } from '../../kube/client.ts';
import type { KubeConfig } from '../../kube/transport/kubeconfig.ts';
import type { Clock } from '../../runtime/clock.ts';
import { envoysFor } from './envoys.ts';

/** What a console of an operator needs. */
export interface OpenConsoleOptions {
  readonly where: ListenAddress;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'warn'>;
  /** Connects to the apiserver, for questions about who looks and what they open: another one than the operator works with. */
  readonly connect: () => ReturnType<typeof createKubeClient>;
  /** Of the cluster, and of who started the program. */
  readonly kubeConfig: KubeConfig;
  /** Whether this program runs in a pod. */
  readonly inPod: boolean;
}

/**
 * Opens the console. Who reaches a loopback address was let onto the machine, or into the pod, by others; anywhere else
 * the cluster is asked who it is. @throws AddressError
 */
export async function openConsole(options: OpenConsoleOptions): Promise<Console> {
  const { where, clock, log, connect, kubeConfig, inPod } = options;
  const assets = readAssets();
  if (assets.script === '') log.warn('pages of the console do not change by themselves: run npm run build');
  const client = connect();
  const opened = await startConsole({
    where,
    access: isLoopback(where) ? LOOPBACK_ACCESS : new ClusterAccess({ client, clock }),
    client,
    ask: envoysFor({ isLoopback: isLoopback(where), kubeConfig, inPod }),
    earlierEvents: () => earlierEvents(client),
    clock,
    assets,
    version: pack.version,
    onError: (error) => log.warn({ err: error }, 'the console could not answer'),
  });
  const close = async (): Promise<void> => {
    await opened.close();
    await client.close();
  };
  return { ...opened, close };
}
