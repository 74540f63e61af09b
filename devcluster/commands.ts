import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Environment } from './binaries/cache.ts';
import type { BinaryName, KubernetesVersion } from './binaries/catalog.ts';
import { ensureBinaries } from './binaries/index.ts';
import { withLock } from './binaries/lock.ts';
import { formatElapsed } from './binaries/progress.ts';
import type { Progress } from './binaries/progress.ts';
import { processNames } from './control-plane/layout.ts';
import { startDaemon, stopDaemon } from './daemon-control.ts';
import { daemonFiles, readState } from './daemon-state.ts';
import type { DaemonState } from './daemon-state.ts';
import { DevclusterError } from './errors.ts';

/** What a command works with. */
export interface CommandContext {
  readonly env: Environment;
  readonly progress: Progress;
  /** Prints a line of the command's result. */
  readonly print: (line: string) => void;
}

/** Options of `up`. */
export interface UpOptions {
  readonly kubernetes: KubernetesVersion;
  readonly nodes: number;
  readonly simulation: boolean;
}

const programs: readonly BinaryName[] = [...processNames, 'kubectl'];

/**
 * Starts the cluster of that name, if it does not run, and says how to use it.
 * @throws DevclusterError if another release runs under that name.
 */
export async function up(context: CommandContext, name: string, options: UpOptions): Promise<void> {
  const { env, progress, print } = context;
  const files = daemonFiles(name, env);
  await mkdir(dirname(files.state), { recursive: true });
  const waiting = (owner: number) => progress.log(`waiting for process ${owner}, which starts this cluster`);
  const { state, how } = await withLock(`${files.state}.lock`, waiting, () => findOrStart(context, name, options));
  print(`Kubernetes ${state.version} ${how} at ${state.server}`);
  for (const line of usage(state, name)) print(line);
}

async function findOrStart(
  { env, progress }: CommandContext,
  name: string,
  options: UpOptions,
): Promise<{ readonly state: DaemonState; readonly how: string }> {
  const { kubernetes, nodes } = options;
  const files = daemonFiles(name, env);
  const running = await readState(files);
  if (running?.kubernetes === kubernetes) return { state: running, how: 'runs already' };
  if (running !== undefined) {
    throw new DevclusterError(`Kubernetes ${running.kubernetes} runs already: \`down\` first, or give it a --name`);
  }
  // Here and not in the daemon, because the terminal that shows the progress is here.
  await ensureBinaries({ kubernetes, names: programs, env, progress });
  progress.log(`starting Kubernetes ${kubernetes} with ${nodes} simulated nodes`);
  const started = Date.now();
  const state = await startDaemon({ name, ...options }, files, progress.log);
  return { state, how: `ready in ${((Date.now() - started) / 1000).toFixed(1)} s` };
}

function usage(state: DaemonState, name: string): string[] {
  const command = `npm run devcluster -- ${name === 'default' ? '' : `--name ${name} `}`;
  return [
    `  export KUBECONFIG=${state.kubeconfig}`,
    `  ${command}kubectl get nodes`,
    `  ${command}down`,
    ...(state.simulation ? ['  simulated: nodes and pods (kwok), citadel, webhooks, load balancers'] : []),
  ];
}

/** Stops the cluster of that name; says so if there is none. */
export async function down({ env, print }: CommandContext, name: string): Promise<void> {
  const state = await readState(daemonFiles(name, env));
  if (state === undefined) {
    print(`no cluster "${name}" is running`);
    return;
  }
  await stopDaemon(state);
  print(`stopped Kubernetes ${state.version} and removed its data`);
}

/** Prints the state of the cluster in a format (text, json or kubeconfig); returns the exit code. */
export async function status({ env, print }: CommandContext, name: string, format: string): Promise<number> {
  const files = daemonFiles(name, env);
  const state = await readState(files);
  if (state === undefined) {
    print(format === 'json' ? 'null' : `no cluster "${name}" is running`);
    return 1;
  }
  if (format === 'json') print(JSON.stringify(state, null, 2));
  else if (format === 'kubeconfig') print(state.kubeconfig);
  else for (const [key, value] of rows(state, files.log)) print(`${key.padEnd(12)}${value}`);
  return 0;
}

function rows(state: DaemonState, log: string): [string, string][] {
  const processes = Object.entries(state.processes).map(([process, pid]) => `${process} (${pid})`);
  return [
    ['Kubernetes', state.version],
    ['Server', state.server],
    ['Kubeconfig', state.kubeconfig],
    ['Running', formatElapsed(Date.now() - Date.parse(state.startedAt))],
    ['Simulation', state.simulation ? 'on' : 'off'],
    ['Daemon', `${state.pid}, log ${log}`],
    ['Processes', processes.join(', ')],
  ];
}

/**
 * Runs kubectl against the cluster on the caller's terminal; returns its exit code.
 * @throws DevclusterError if the cluster does not run.
 */
export async function kubectl({ env, progress }: CommandContext, name: string, args: string[]): Promise<number> {
  const state = await readState(daemonFiles(name, env));
  if (state === undefined) throw new DevclusterError(`no cluster "${name}" is running: start one with \`up\``);
  const { kubernetes, kubeconfig } = state;
  const { kubectl: file = 'kubectl' } = await ensureBinaries({ kubernetes, names: ['kubectl'], env, progress });
  const child = spawn(file, args, { stdio: 'inherit', env: { ...env, KUBECONFIG: kubeconfig } });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 128;
}
