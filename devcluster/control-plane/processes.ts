import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { KubernetesVersion } from '../binaries/catalog.ts';
import type { BinaryPaths } from '../binaries/index.ts';
import type { ApiClient } from './api-client.ts';
import { processArguments } from './arguments.ts';
import type { ControlPlaneSettings } from './arguments.ts';
import { Child } from './child.ts';
import { processNames } from './layout.ts';
import type { ProcessName } from './layout.ts';
import { accepts, isApiserverReady } from './ready.ts';

// Milliseconds between SIGTERM and SIGKILL when a process is replaced. An apiserver takes one second to close its
// watches, and minutes if its etcd is gone.
const restartBound = 2_000;

/** What the processes of one cluster are started from. */
export interface ProcessesRequest {
  readonly settings: ControlPlaneSettings;
  readonly binaries: BinaryPaths;
  readonly api: ApiClient;
  readonly log: (line: string) => void;
}

/** The processes of one cluster: starts, ends and replaces them one by one. */
export class Processes {
  #request: ProcessesRequest;
  readonly #children = new Map<ProcessName, Child>();
  /** Processes that are being ended on purpose. */
  readonly #ending = new Set<Child>();
  /** The last restart of each. */
  readonly #restarts = new Map<ProcessName, Promise<void>>();

  constructor(request: ProcessesRequest) {
    this.#request = request;
  }

  /** Starts a process without waiting for more than its start. */
  async start(name: ProcessName): Promise<Child> {
    const { settings, binaries, log } = this.#request;
    const args = processArguments(name, settings);
    const child = await Child.start({ name, file: binaries[name] ?? name, args, layout: settings.layout });
    this.#children.set(name, child);
    void child.exited.then(async () => {
      if (!this.#ending.has(child)) log((await child.failure('a process of the embedded cluster is gone')).message);
    });
    return child;
  }

  /** Starts a process and waits until it serves; those that serve nothing count as ready at once. */
  async startReady(name: ProcessName): Promise<void> {
    const child = await this.start(name);
    const { settings, api } = this.#request;
    if (name === 'etcd') await child.until(() => accepts(settings.ports.etcd));
    if (name === 'kube-apiserver') await child.until(() => isApiserverReady(api));
  }

  /** Process ids of the processes that run. */
  get pids(): Partial<Record<ProcessName, number>> {
    const running = [...this.#children.values()].filter((child) => child.running);
    return Object.fromEntries(running.map(({ name, pid }) => [name, pid]));
  }

  /** Sends a signal to a process; it stays gone if that ends it. */
  kill(name: ProcessName, signal: NodeJS.Signals): void {
    const child = this.#children.get(name);
    if (child === undefined) return;
    this.#ending.add(child);
    child.signal(signal);
  }

  /** Ends a process if it runs, starts it again and waits until it serves. */
  async restart(name: ProcessName): Promise<void> {
    const before = this.#restarts.get(name) ?? Promise.resolve();
    const replace = async (): Promise<void> => {
      await this.#stop(name, restartBound);
      await this.startReady(name);
    };
    // Whoever comes in the middle of another restart would take away what that one waits for.
    const restart = before.then(replace, replace);
    this.#restarts.set(name, restart);
    await restart;
  }

  /**
   * Replaces what belongs to a release of Kubernetes by another release, which goes on with what is in etcd. The
   * apiserver comes first, as in every upgrade, so that no controller is newer than it.
   */
  async changeRelease(kubernetes: KubernetesVersion, binaries: BinaryPaths): Promise<void> {
    const { settings } = this.#request;
    const workers = ['kube-controller-manager', 'kube-scheduler'] as const;
    await Promise.all([...workers, 'kube-apiserver' as const].map((name) => this.#stop(name, restartBound)));
    this.#request = {
      ...this.#request,
      settings: { ...settings, kubernetes },
      binaries: { ...this.#request.binaries, ...binaries },
    };
    await this.startReady('kube-apiserver');
    await Promise.all(workers.map((name) => this.start(name)));
  }

  /** Ends all processes at once and hard: nothing of what they hold is kept. */
  async stopAll(): Promise<void> {
    await Promise.all(processNames.map((name) => this.#stop(name, 0)));
  }

  async #stop(name: ProcessName, bound: number): Promise<void> {
    const child = this.#children.get(name);
    if (child === undefined) return;
    this.#ending.add(child);
    await child.stop(bound);
    this.#children.delete(name);
  }
}

/** Paths of the kwok stages in a folder, in the order of their names. */
export async function stageFiles(folder: string): Promise<string[]> {
  const files = await readdir(folder);
  return files
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => join(folder, file));
}

/** Version of a running apiserver, with its leading `v`. */
export async function serverVersion(api: ApiClient): Promise<string> {
  return (await api.json<{ gitVersion: string }>('/version')).gitVersion;
}
