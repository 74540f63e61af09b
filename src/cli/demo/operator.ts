import type { Logger } from 'pino';
import { OPERATOR_NAMESPACE } from '../../api/meshinstall.ts';
import { runOperator } from '../../operator/manager/operator.ts';
import { actAlone } from '../operator/alone.ts';
import type { DemoCluster } from './cluster.ts';
import type { Stage } from './stage.ts';

/** What the operator of the demo runs with. */
export interface OperatorRequest {
  readonly cluster: DemoCluster;
  readonly log: Logger;
  /** Told after every pass. */
  readonly onPass: () => void;
}

/**
 * Runs the operator in this process until the demo stops.
 * @returns a promise that never resolves, and rejects when the operator ends by itself
 */
export function startOperator(stage: Stage, { cluster, log, onPass }: OperatorRequest): { failed: Promise<never> } {
  const { clock, terminal, shutdown } = stage;
  const client = cluster.connect('meshwright');
  const stop = new AbortController();
  const options = { client, clock, random: Math.random, log, instance: terminal.hostname, workers: 1, onPass };
  const unelected = { client, clock, namespace: OPERATOR_NAMESPACE, log };
  const running = actAlone(unelected, (until) => runOperator(options, until), stop.signal);
  shutdown.add('operator', async () => {
    stop.abort();
    await running.catch(() => undefined);
    await client.close();
  });
  return { failed: running.then(() => new Promise<never>(() => undefined)) };
}
