import { isKubernetesVersion } from './binaries/catalog.ts';
import type { KubernetesVersion } from './binaries/catalog.ts';
import { daemonFiles, removeState, writeState } from './daemon-state.ts';
import type { DaemonState } from './daemon-state.ts';
import { startDevcluster } from './index.ts';

/** What `devcluster up` tells the daemon that it starts. */
export interface DaemonRequest {
  readonly name: string;
  readonly kubernetes: KubernetesVersion;
  readonly simulation: boolean;
  readonly nodes: number;
}

/** What the daemon tells `devcluster up`: how it goes, then how it ended. */
export type DaemonMessage =
  | { readonly kind: 'log'; readonly line: string }
  | { readonly kind: 'ready'; readonly state: DaemonState }
  | { readonly kind: 'failed'; readonly message: string };

// This process owns a cluster until it is told to stop. It is started by `devcluster up`, which leaves when the
// cluster is ready; from then on messages only reach the log file.
async function main(request: DaemonRequest): Promise<void> {
  const log = (line: string) => {
    console.log(line);
    send({ kind: 'log', line });
  };
  const { name, ...options } = request;
  const files = daemonFiles(name, process.env);
  const { promise: stopRequested, resolve: stop } = Promise.withResolvers<null>();
  const onStop = () => stop(null);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, onStop);
  // Until the cluster is ready, whoever asked for it must be there: Ctrl-C ends the start.
  process.once('disconnect', onStop);
  const cluster = await startDevcluster({ ...options, log });
  const state: DaemonState = {
    pid: process.pid,
    kubernetes: options.kubernetes,
    version: cluster.kubernetesVersion,
    server: cluster.server,
    kubeconfig: cluster.kubeconfigPath,
    simulation: options.simulation,
    startedAt: new Date().toISOString(),
    processes: cluster.pids,
  };
  process.off('disconnect', onStop);
  await writeState(files, state);
  send({ kind: 'ready', state });
  // Nothing else keeps this process alive: the children must not keep their owner.
  const alive = setInterval(() => undefined, 60_000);
  await stopRequested;
  clearInterval(alive);
  await cluster.stop();
  await removeState(files);
}

function send(message: DaemonMessage): void {
  if (process.connected) process.send?.(message);
}

function parseRequest(text: string | undefined): DaemonRequest {
  const request = JSON.parse(text ?? '{}') as DaemonRequest;
  if (!isKubernetesVersion(request.kubernetes)) throw new TypeError('started without a request');
  return request;
}

try {
  await main(parseRequest(process.argv[2]));
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  console.error(message);
  send({ kind: 'failed', message });
  process.exitCode = 1;
}
if (process.connected) process.disconnect();
