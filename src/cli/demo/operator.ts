import type { Logger } from 'pino';
import { OPERATOR_NAMESPACE } from '../../api/meshinstall.ts';
import { runOperator } from '../../operator/manager/operator.ts';
import { actAlone } from '../operator/alone.ts';
import { openConsole } from '../operator/console.ts';
import type { DemoCluster } from './cluster.ts';
import type { Stage } from './stage.ts';
import type { Console } from '../../console/console.ts';

/** What the operator of the demo runs with. */
export interface OperatorRequest {
  readonly cluster: DemoCluster;
  readonly log: Logger;
  /** Told after every pass. */
  readonly onPass: () => void;
  readonly console: Console;
}

/** Any port of this machine that is free. */
const HERE = { host: '127.0.0.1', port: 0, text: '127.0.0.1:0' };

/** Opens the page that shows what the operator does, until the demo stops. */
export async function showConsole(
  { clock, shutdown }: Stage,
  { connect, access }: DemoCluster,
  log: Logger,
): Promise<Console> {
  const asked = { connect: () => connect('meshwright-console'), kubeConfig: access() };
  const opened = await openConsole({ where: HERE, clock, log, ...asked, inPod: false });
  shutdown.add('console', () => opened.close());
  return opened;
}

/**
 * Runs the operator in this process until the demo stops.
 * @returns a promise that never resolves, and rejects when the operator ends by itself
 */
export function startOperator(
  stage: Stage,
  { cluster, log, onPass, console }: OperatorRequest,
): { failed: Promise<never> } {
  const { clock, terminal, shutdown } = stage;
  const client = cluster.connect('meshwright');
  const stop = new AbortController();
  const { look: onReady, onChange, onEvent, onGone } = console;
  const seen = { onPass, onReady, onChange, onEvent, onGone };
  const options = { client, clock, random: Math.random, log, instance: terminal.hostname, workers: 1, ...seen };
  const unelected = { client, clock, namespace: OPERATOR_NAMESPACE, log };
  const running = actAlone(unelected, (until) => runOperator(options, until), stop.signal);
  shutdown.add('operator', async () => {
    stop.abort();
    await running.catch(() => undefined);
    await client.close();
  });
  return { failed: running.then(() => new Promise<never>(() => undefined)) };
}
