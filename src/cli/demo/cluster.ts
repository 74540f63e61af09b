import { createInterface } from 'node:readline/promises';
import { createKubeClient } from '../../kube/client.ts';
import { loadKubeConfig, type KubeConfig } from '../../kube/transport/kubeconfig.ts';
import type { Clock } from '../../runtime/clock.ts';
import { unguarded } from '../terminal/guarded.ts';
import { UsageError, type Terminal } from '../terminal/terminal.ts';
import { DemoError } from './errors.ts';
import type { Stage } from './stage.ts';

/** A cluster to show a mesh on. */
export interface DemoCluster {
  /** True when it was given to us: then nothing of it is stopped or removed, and its pods may be real. */
  readonly given: boolean;
  readonly server: string;
  /** As the apiserver says it, such as `v1.36.3`. */
  readonly kubernetes: string;
  /** What KUBECONFIG has to be to reach it. */
  readonly kubeconfig: string;
  /** How it is reached, and with which rights. */
  readonly access: () => KubeConfig;
  /** A new connection, named in the apiserver's audit log. */
  readonly connect: (userAgent: string) => Connection;
  /** Path of a kubectl that fits, built on first use; missing where that is the user's affair. */
  readonly kubectlPath?: () => Promise<string>;
  /** Ends it, if it is ours. */
  readonly stop: () => Promise<void>;
}

/** A client that has to be closed. */
export type Connection = ReturnType<typeof createKubeClient>;

/** How a cluster is chosen. */
export interface ClusterChoice {
  /** `--yes`: no question about a cluster that is not on this machine. */
  readonly yes: boolean;
  /** What runs inside the cluster says this after its start. */
  readonly log: (line: string) => void;
}

/** The cluster of KUBECONFIG if that is set, else an embedded one that is started now. */
export function chooseCluster(stage: Stage, { yes, log }: ClusterChoice): Promise<DemoCluster> {
  const kubeconfig = stage.terminal.env['KUBECONFIG'] ?? '';
  return kubeconfig === '' ? embeddedCluster(stage, log) : givenCluster(stage, kubeconfig, yes);
}

async function embeddedCluster(
  { terminal, clock, steps, signal }: Stage,
  log: (line: string) => void,
): Promise<DemoCluster> {
  const { startDevcluster } = await import('../../../devcluster/index.ts');
  const nodes = 3;
  let tell = (line: string): void => log(line);
  const cluster = await steps.run(
    'starting an embedded Kubernetes',
    async ({ say, now }) => {
      tell = (line) => (line.startsWith('simulation:') ? log(line) : say(line));
      const ticker = terminal.stdout.isTTY === true ? { ticker: now } : {};
      const starting = startDevcluster({ nodes, env: terminal.env, log: (line) => tell(line), ...ticker });
      return unlessInterrupted(starting, signal);
    },
    (started) => `Kubernetes ${started.kubernetesVersion} with ${nodes} simulated nodes, at ${started.server}`,
  );
  tell = log;
  const access = accessTo(cluster.kubeconfigPath, terminal);
  return {
    given: false,
    server: cluster.server,
    kubernetes: cluster.kubernetesVersion,
    kubeconfig: cluster.kubeconfigPath,
    access,
    connect: connector(access, clock),
    kubectlPath: () => cluster.kubectlPath(),
    stop: () => cluster.stop(),
  };
}

/** A start cannot be cut short: whoever stops waiting for it has to see to it that what was started is stopped. */
async function unlessInterrupted<T extends { stop(): Promise<void> }>(
  starting: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const started = await starting.catch((error: unknown) => {
    if (signal.aborted) throw new DemoError('interrupted while the cluster started', { cause: error });
    throw error;
  });
  if (!signal.aborted) return started;
  await started.stop();
  throw new DemoError('interrupted while the cluster started');
}

async function givenCluster(stage: Stage, kubeconfig: string, yes: boolean): Promise<DemoCluster> {
  const { terminal, clock, steps } = stage;
  const access = accessTo(kubeconfig, terminal);
  const connect = connector(access, clock);
  const connection = connect('meshwright-demo');
  try {
    const { server } = connection;
    if (!isLocal(server) && !yes) await confirm(stage, server);
    const { gitVersion } = await steps.run(
      `reaching the cluster of KUBECONFIG at ${server}`,
      () => connection.discovery.serverVersion(),
      (version) => `Kubernetes ${version.gitVersion} at ${server}, from KUBECONFIG; nothing is started`,
    );
    return {
      given: true,
      server,
      kubernetes: gitVersion,
      kubeconfig,
      access,
      connect,
      stop: () => Promise.resolve(),
    };
  } finally {
    await connection.close();
  }
}

const accessTo =
  (kubeconfig: string, { env, homeDir }: Terminal): DemoCluster['access'] =>
  () =>
    loadKubeConfig({ env: { ...env, KUBECONFIG: kubeconfig }, homeDir });

const connector =
  (access: DemoCluster['access'], clock: Clock): DemoCluster['connect'] =>
  (userAgent) =>
    createKubeClient({ kubeConfig: access(), userAgent, clock });

/** True for addresses of this very machine. */
export function isLocal(server: string): boolean {
  const { hostname } = new URL(server);
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

async function confirm({ terminal, signal }: Stage, server: string): Promise<void> {
  const { stdin, stdout } = terminal;
  const what = `KUBECONFIG points to ${server}, which is not on this machine`;
  if (stdin.isTTY !== true || stdout.isTTY !== true) {
    throw new UsageError(`${what}; say --yes to install a mesh there, or unset KUBECONFIG for an embedded cluster`);
  }
  const questions = createInterface({ input: stdin, output: unguarded(stdout) });
  try {
    const answer = await questions.question(`  ${what}.\n  Install a mesh there? [y/N] `, { signal });
    if (!/^y(es)?$/i.test(answer.trim())) throw new DemoError('nothing was done');
  } finally {
    questions.close();
  }
}
