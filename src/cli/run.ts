import { operatorConfig, type RunOptions } from '../config.ts';
import { createKubeClient } from '../kube/client.ts';
import { loadKubeConfig } from '../kube/kubeconfig.ts';
import { runAsLeader } from '../kube/leader-election.ts';
import { createLogger } from '../log.ts';
import { runOperator } from '../operator/operator.ts';
import { systemClock } from '../runtime/clock.ts';
import { terminationSignal } from '../runtime/lifecycle.ts';
import type { Terminal } from './terminal.ts';

/** Runs the operator until it is told to stop. */
export async function runCommand(options: RunOptions, terminal: Terminal): Promise<void> {
  const config = operatorConfig(options, terminal.env);
  const { env, homeDir, hostname } = terminal;
  const kubeConfig = loadKubeConfig({ env, homeDir, ...config.kubeconfig });
  const clock = systemClock;
  const client = createKubeClient({ kubeConfig, userAgent: 'meshwright', clock });
  const log = createLogger({ level: config.logLevel });
  const instance = config.instance ?? hostname;
  const signal = terminationSignal(terminal.signals, () => process.exit(1));
  const operate = (until: AbortSignal): Promise<void> =>
    runOperator({ client, clock, random: Math.random, log, instance, workers: config.workers }, until);
  if (config.leaseNamespace === undefined) await operate(signal);
  else {
    const lease = { client, clock, namespace: config.leaseNamespace, name: 'meshwright', identity: instance };
    await runAsLeader(
      { ...lease, onLeader: (leader) => log.info({ leader }, 'another replica leads') },
      operate,
      signal,
    );
  }
  log.info('operator stopped');
  await client.close();
}
