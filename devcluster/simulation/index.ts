import { Backoff } from '../../src/runtime/backoff.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { runController, type Pass } from '../../src/runtime/controller.ts';
import { WorkQueue } from '../../src/runtime/queue.ts';
import { Accounts } from './accounts.ts';
import { Citadel } from './citadel.ts';
import { ClusterView } from './cluster-view.ts';
import { startConnectProxy, type Accept } from './connect-proxy.ts';
import { Galley } from './galley.ts';
import { Injector } from './injector.ts';
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

/**
 * Plays what simulated pods cannot do and a mesh needs: citadel's Secrets, the webhooks of galley and the injector with
 * their configurations, and the addresses of load balancers. Each part works only while the pods of its component are
 * ready. Resolves when the stand-ins know the cluster.
 */
export async function startSimulation({ kubeconfigPath, egressSocket, log }: SimulationOptions): Promise<Simulation> {
  const say = (line: string) => {
    log(`simulation: ${line}`);
  };
  const accounts = new Accounts(kubeconfigPath);
  const stopping = new AbortController();
  const view = new ClusterView(
    accounts.admin(),
    onceInARow((error) => say(`lost sight of the cluster: ${String(error)}`)),
  );
  const webhooks = startWebhooks(view, say);
  const parts = runParts(accounts, view, say, stopping.signal);
  const following = view.run(stopping.signal);
  const accept: Accept = (service, socket) => webhooks.accept(service, socket);
  const proxy = egressSocket === undefined ? undefined : await startConnectProxy(egressSocket, view, accept);
  const stop = async () => {
    stopping.abort();
    await Promise.all([proxy?.stop(), webhooks.stop(), parts, following]);
    await accounts.close();
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

async function runParts(accounts: Accounts, view: ClusterView, log: (line: string) => void, signal: AbortSignal) {
  const parts = new Map(
    Object.entries({
      citadel: new Citadel(accounts.admin(), view, log),
      galley: new Galley(accounts, view, log),
      injector: new Injector(accounts, view, log),
      'load balancers': new LoadBalancers(accounts.admin(), view, log),
    }),
  );
  const backoff = new Backoff<string>({ baseMs: 50, maxMs: 2000, random: Math.random });
  const queue = new WorkQueue<string>({ clock: systemClock, backoff });
  const addAll = () => {
    for (const name of parts.keys()) queue.add(name);
  };
  await view.synced();
  view.onChange(addAll);
  addAll();
  const reconcile = async (name: string) => {
    await parts.get(name)?.reconcile();
    return {};
  };
  const onPass = ({ key, outcome, error }: Pass<string>) => {
    if (outcome === 'failed') log(`${key}: ${String(error)}`);
  };
  await runController({ queue, clock: systemClock, workers: parts.size, reconcile, onPass }, signal);
}
