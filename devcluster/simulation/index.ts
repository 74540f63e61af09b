import { createKubeClient, type KubeClient } from '../../src/kube/client.ts';
import { loadKubeConfig } from '../../src/kube/kubeconfig.ts';
import { Backoff } from '../../src/runtime/backoff.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { runController, type Pass } from '../../src/runtime/controller.ts';
import { WorkQueue } from '../../src/runtime/queue.ts';
import { Citadel } from './citadel.ts';
import { ClusterView } from './cluster-view.ts';
import { startConnectProxy, type Accept } from './connect-proxy.ts';
import { LoadBalancers } from './load-balancers.ts';
import { startWebhooks } from './webhooks.ts';

export interface SimulationOptions {
  /** Kubeconfig of an administrator of the cluster. */
  kubeconfigPath: string;
  /** Unix socket on which to take the apiserver's connections into the cluster; without one the webhooks are mute. */
  egressSocket?: string;
  /** Receives what the stand-ins do; each line begins with "simulation:". */
  log: (line: string) => void;
}

/** The running stand-ins. */
export interface Simulation {
  /** Ends them and removes the socket. May be called again. */
  stop(): Promise<void>;
}

type Part = 'citadel' | 'load balancers';

/**
 * Plays what simulated pods cannot do and a mesh needs: citadel's Secrets, the webhooks of galley and the injector, and
 * the addresses of load balancers. Each part works only while the pods of its component are ready. Resolves when the
 * stand-ins know the cluster.
 */
export async function startSimulation({ kubeconfigPath, egressSocket, log }: SimulationOptions): Promise<Simulation> {
  const say = (line: string) => {
    log(`simulation: ${line}`);
  };
  const client = createKubeClient({
    kubeConfig: loadKubeConfig({ path: kubeconfigPath, env: {}, homeDir: '/' }),
    userAgent: 'devcluster-simulation',
    rateLimit: { perSecond: 500, burst: 1000, concurrency: 32 },
  });
  const stopping = new AbortController();
  const view = new ClusterView(
    client,
    onceInARow((error) => say(`lost sight of the cluster: ${String(error)}`)),
  );
  const webhooks = startWebhooks(view, say);
  const parts = runParts(client, view, say, stopping.signal);
  const following = view.run(stopping.signal);
  const accept: Accept = (service, socket) => webhooks.accept(service, socket);
  const proxy = egressSocket === undefined ? undefined : await startConnectProxy(egressSocket, view, accept);
  const stop = async () => {
    stopping.abort();
    await Promise.all([proxy?.stop(), webhooks.stop(), parts, following]);
    await client.close();
  };
  await view.synced();
  say('playing citadel, the webhooks and load balancers');
  let stopped: Promise<void> | undefined;
  return { stop: () => (stopped ??= stop()) };
}

// An apiserver that is away fails every copy, again and again: one line says it.
function onceInARow(report: (error: unknown) => void): (error: unknown) => void {
  let last = '';
  return (error) => {
    const kind = error instanceof Error ? error.name : String(error);
    if (kind !== last) report(error);
    last = kind;
  };
}

async function runParts(client: KubeClient, view: ClusterView, log: (line: string) => void, signal: AbortSignal) {
  const parts = { citadel: new Citadel(client, view, log), 'load balancers': new LoadBalancers(client, view, log) };
  const backoff = new Backoff<Part>({ baseMs: 50, maxMs: 2000, random: Math.random });
  const queue = new WorkQueue<Part>({ clock: systemClock, backoff });
  const addAll = () => {
    queue.add('citadel');
    queue.add('load balancers');
  };
  await view.synced();
  view.onChange(addAll);
  addAll();
  const reconcile = async (part: Part) => {
    await parts[part].reconcile();
    return {};
  };
  const onPass = ({ key, outcome, error }: Pass<Part>) => {
    if (outcome === 'failed') log(`${key}: ${String(error)}`);
  };
  await runController({ queue, clock: systemClock, workers: 2, reconcile, onPass }, signal);
}
