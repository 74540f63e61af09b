import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { HEAP } from '../../bench/cluster/operator-process.ts';
import { systemClock } from '../../src/runtime/clock.ts';

/** One line that a replica logged. */
export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly err?: { readonly type?: string; readonly message?: string };
  /** When it came, by the clock of the machine, in milliseconds since the epoch. */
  readonly at: number;
}

/** How replicas are started. */
export interface ReplicaOptions {
  readonly name: string;
  /** `bin/meshwright.js` of whatever version. */
  readonly program: string;
  readonly kubeconfigPath: string;
  readonly namespace: string;
}

const OWN_CLOCK = join(import.meta.dirname, 'own-clock.ts');

/** A kubelet starts a container again that ended, a moment later. */
const RESTART_MS = 1000;

/** One operator, as a pod of its Deployment would be: started again whenever it ends by itself. */
export class Replica {
  readonly name: string;
  readonly log: LogLine[] = [];
  /** What it wrote that is no log, such as the trace of an error that nobody caught. */
  readonly stderr: string[] = [];
  /** One sentence for each time that it ended by itself. */
  readonly deaths: string[] = [];
  readonly #options: ReplicaOptions;
  #child: ChildProcess | undefined;
  #shiftMs = 0;
  #peakMiB = 0;
  #isWanted = false;

  constructor(options: ReplicaOptions) {
    this.#options = options;
    this.name = options.name;
  }

  /** The most memory that any of its processes had, in MiB; 0 on systems without /proc. */
  get peakMiB(): number {
    this.#measure();
    return this.#peakMiB;
  }

  /** Starts it, unless it runs. */
  start(): void {
    this.#isWanted = true;
    if (this.#child !== undefined) return;
    const { program, kubeconfigPath, namespace, name } = this.#options;
    const args = ['run', '--kubeconfig', kubeconfigPath, '--leader-elect', '--namespace', namespace];
    const { NODE_OPTIONS: _, ...inherited } = process.env;
    const env = { ...inherited, POD_NAME: name, CHAOS_CLOCK_SHIFT_MS: String(this.#shiftMs) };
    const child = spawn(process.execPath, [...HEAP, '--import', OWN_CLOCK, program, ...args], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env,
    });
    this.#child = child;
    createInterface(child.stdout!).on('line', (line) => this.#take(line));
    createInterface(child.stderr!).on('line', (line) => this.stderr.push(line));
    child.once('exit', (code, signal) => {
      if (this.#child !== child) return;
      this.#child = undefined;
      this.deaths.push(`${name} ended by itself with ${code ?? signal ?? 'nothing'}: ${this.#lastWords()}`);
      void systemClock.after(RESTART_MS).then(() => (this.#isWanted ? this.start() : undefined));
    });
  }

  /** Ends it without a warning. */
  async kill(): Promise<void> {
    this.#isWanted = false;
    this.#measure();
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  /** Sets its clock, for so long as the replica lives. */
  shiftClock(byMs: number): void {
    this.#shiftMs += byMs;
    if (this.#child?.connected === true) this.#child.send({ shiftMs: this.#shiftMs });
  }

  #take(text: string): void {
    try {
      this.log.push({ ...(JSON.parse(text) as LogLine), at: Date.now() });
    } catch {
      this.stderr.push(text);
    }
  }

  #lastWords(): string {
    const last = this.stderr.at(-1) ?? this.log.at(-1)?.err?.message ?? this.log.at(-1)?.msg;
    return last ?? 'it said nothing';
  }

  #measure(): void {
    try {
      const status = readFileSync(`/proc/${this.#child?.pid ?? 0}/status`, 'utf8');
      const [, kib = '0'] = /^VmHWM:\s+(\d+) kB/m.exec(status) ?? [];
      this.#peakMiB = Math.max(this.#peakMiB, Number(kib) / 1024);
    } catch {
      // Gone, or a system that does not tell.
    }
  }
}
