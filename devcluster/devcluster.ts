import type { KubernetesVersion } from './binaries/catalog.ts';
import { execute } from './binaries/command.ts';
import type { CommandResult } from './binaries/command.ts';
import type { BinaryPaths } from './binaries/index.ts';
import { countRequests, readAuditLog } from './control-plane/audit.ts';
import type { AuditEvent, RequestCount } from './control-plane/audit.ts';
import type { BehaviourRule } from './control-plane/behaviour.ts';
import type { Layout, ProcessName } from './control-plane/layout.ts';
import { serverVersion, type Processes } from './control-plane/processes.ts';
import type { ApiClient } from './control-plane/api-client.ts';
import type { Behaviours } from './control-plane/behaviours.ts';
import type { Cleanup } from './cleanup.ts';
import type { PullTime } from './kubelet/image-pulls.ts';
import { DevclusterError } from './errors.ts';

/** The parts of a running cluster. */
export interface DevclusterParts {
  readonly server: string;
  readonly version: string;
  readonly layout: Layout;
  readonly audit: boolean;
  readonly api: ApiClient;
  readonly processes: Processes;
  readonly behaviours: Behaviours;
  /** Finds the programs of another release, built on first use if need be. */
  readonly locate: (kubernetes: KubernetesVersion) => Promise<BinaryPaths>;
  /** Path of kubectl, built on first use if need be. */
  readonly kubectl: () => Promise<string>;
  /** Ends everything. */
  readonly cleanup: Cleanup;
}

/** A running Kubernetes. It ends with `stop`, or with the process that started it, however that ends. */
export class Devcluster {
  readonly #parts: DevclusterParts;
  #version: string;
  #stopping: Promise<void> | undefined;

  constructor(parts: DevclusterParts) {
    this.#parts = parts;
    this.#version = parts.version;
  }

  /** Path of a kubeconfig for the cluster's administrator. */
  get kubeconfigPath(): string {
    return this.#parts.layout.kubeconfig;
  }

  /** URL of the apiserver. */
  get server(): string {
    return this.#parts.server;
  }

  /** What the apiserver calls itself, such as `v1.36.3`. */
  get kubernetesVersion(): string {
    return this.#version;
  }

  /** Process ids of what runs. */
  get pids(): Partial<Record<ProcessName, number>> {
    return this.#parts.processes.pids;
  }

  /** Ends all processes and removes the cluster's folder. May be called again. */
  stop(): Promise<void> {
    this.#stopping ??= this.#parts.cleanup.run();
    return this.#stopping;
  }

  /** Ends a process if it runs, starts it again and waits until it serves. */
  restart(name: ProcessName): Promise<void> {
    return this.#parts.processes.restart(name);
  }

  /**
   * Moves the cluster to another release, with everything that is in it; resolves when its apiserver serves. A real
   * cluster goes minor by minor, but today's apiserver can read what that of 1.21 has stored.
   */
  async changeKubernetes(to: KubernetesVersion): Promise<void> {
    const { locate, processes, api } = this.#parts;
    await processes.changeRelease(to, await locate(to));
    this.#version = await serverVersion(api);
  }

  /** Sends a signal to a process. It stays gone, if that ends it, until `restart`. */
  kill(name: ProcessName, signal: NodeJS.Signals = 'SIGKILL'): void {
    this.#parts.processes.kill(name, signal);
  }

  /** Decides what the pods with certain labels do, present ones and those to come; see `BehaviourRule`. */
  setPodBehaviour(rule: BehaviourRule): Promise<void> {
    return this.#parts.behaviours.set(rule);
  }

  /**
   * Gives every image a time (milliseconds) that a node takes to pull it before its first pod with that image starts.
   * Nodes forget what they have pulled. Without a time they have every image at once, as in a new devcluster.
   */
  setImagePulls(time: PullTime | undefined): Promise<void> {
    return this.#parts.behaviours.setImagePulls(time);
  }

  /** Lets every pod become ready again. */
  clearPodBehaviours(): Promise<void> {
    return this.#parts.behaviours.clear();
  }

  /**
   * Entries of the audit log up to now.
   * @throws DevclusterError if the cluster was started without `audit`.
   */
  async auditLog(): Promise<AuditEvent[]> {
    if (!this.#parts.audit) throw new DevclusterError('this cluster keeps no audit log: start it with audit: true');
    return readAuditLog(this.#parts.layout.auditLog, this.#parts.api);
  }

  /**
   * Requests since the start, by user agent, verb and resource.
   * @throws DevclusterError if the cluster was started without `audit`.
   */
  async requestCounts(): Promise<RequestCount[]> {
    return countRequests(await this.auditLog());
  }

  /** Path of a kubectl of the cluster's release, which is built on first use if need be. */
  kubectlPath(): Promise<string> {
    return this.#parts.kubectl();
  }

  /** Runs kubectl as the cluster's administrator and returns what it printed, whatever its exit code. */
  async kubectl(args: readonly string[]): Promise<CommandResult> {
    return execute(await this.#parts.kubectl(), [`--kubeconfig=${this.kubeconfigPath}`, ...args]);
  }
}
