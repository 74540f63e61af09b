import type { Logger } from 'pino';
import { EventRecorder } from '../../kube/events.ts';
import type { KubeClient } from '../../kube/operations.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Observers } from '../pass/operator-view.ts';
import { ownImage } from './own-image.ts';
import { readServed, readSettled } from './served.ts';
import { runManager } from './manager.ts';

/** What an operator is built from. */
export interface OperatorOptions extends Observers {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Logger;
  /** Who reports in Events: the pod's name, or the host's. */
  readonly instance: string;
  /** Where it runs. Default: OPERATOR_NAMESPACE. */
  readonly namespace?: string;
  /** Name of the pod that it is; undefined outside of a cluster. */
  readonly pod?: string;
  /** How many meshes are worked on at once. */
  readonly workers: number;
}

/**
 * Runs the operator until the signal aborts; resolves when the passes that were under way have ended. When the cluster
 * is upgraded under it, it starts over with what the cluster serves then.
 */
export async function runOperator(options: OperatorOptions, signal: AbortSignal): Promise<void> {
  const events = recorder(options);
  let served = await readServed(options, signal);
  const image = await ownImage(options, signal);
  while (served !== undefined) {
    await runManager({ ...options, events, image, served }, signal);
    if (signal.aborted) break;
    options.log.info({ kubernetes: `1.${served.minor}` }, 'the cluster serves something else now: starting over');
    served = await readSettled(options, signal);
  }
  await events.flush();
}

function recorder({ client, clock, instance, log }: OperatorOptions): EventRecorder {
  const onError = (error: unknown): void => log.debug({ err: error }, 'an event was lost');
  return new EventRecorder({ client, clock, component: 'meshwright', instance, onError });
}
