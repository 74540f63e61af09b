import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { OPERATOR_NODE_OPTIONS } from '../../charts/index.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { usageIn, type Usage } from './metrics.ts';

const PROGRAM = join(import.meta.dirname, '../../bin/meshwright.js');

/**
 * The heap of the delivered operator, in MiB: what its Deployment says, and what Node 24 chooses by itself in a container
 * of 512 MiB, the Deployment's limit: half of it for what lives long (read there from v8.getHeapSpaceStatistics). On a
 * machine with more memory it takes up to 200 MiB more for no good.
 */
export const HEAP = ['--max-old-space-size=256', OPERATOR_NODE_OPTIONS];

/** How long, and by how few requests in that time, it is known to have nothing left to tell: it renews its Lease. */
const QUIET = { ms: 3000, requests: 2 };

interface LogLine {
  readonly msg: string;
  readonly port?: number;
  readonly mesh?: string;
  readonly durationMs?: number;
}

/** `meshwright run` as a process of its own, as a cluster has it. */
export class OperatorProcess {
  readonly #child: ChildProcessByStdio<null, Readable, null>;
  readonly #ended: Promise<unknown>;
  readonly #waiting = new Set<(line: LogLine) => void>();
  #port = 0;

  private constructor(args: readonly string[]) {
    const env = { ...process.env, NODE_OPTIONS: HEAP.join(' ') };
    this.#child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'inherit'], env });
    this.#ended = once(this.#child, 'exit');
    createInterface(this.#child.stdout).on('line', (text) => {
      const line = JSON.parse(text) as LogLine;
      for (const tell of this.#waiting) tell(line);
    });
  }

  /** Starts one; resolves when it has read the cluster and works. @throws Error when it ends before that */
  static async start(kubeconfigPath: string, args: readonly string[] = []): Promise<OperatorProcess> {
    const shown = ['--metrics-address', '127.0.0.1:0'];
    const operator = new OperatorProcess(['run', '--kubeconfig', kubeconfigPath, ...shown, ...args]);
    const [answering] = await Promise.all([
      operator.#logged(({ msg }) => msg.startsWith('answering ')),
      operator.#logged(({ msg }) => msg === 'operator started'),
    ]);
    operator.#port = answering.port ?? 0;
    return operator;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** What it has used so far. */
  async usage(): Promise<Usage> {
    const response = await fetch(`http://127.0.0.1:${this.#port}/metrics`);
    return usageIn(await response.text());
  }

  /** Resolves once it only rests: what it tells of its last work comes later than the work. */
  async quiet(): Promise<void> {
    let before = -Infinity;
    for (;;) {
      const { requests } = await this.usage();
      if (requests - before <= QUIET.requests) return;
      before = requests;
      await systemClock.after(QUIET.ms);
    }
  }

  /** The most memory that it ever had, in MiB; on systems without /proc, what it has now. */
  async peakMemory(): Promise<number> {
    try {
      const [, kib] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8')) ?? [];
      return Number(kib) / 1024;
    } catch {
      return (await this.usage()).residentBytes / 2 ** 20;
    }
  }

  /** How long its next pass over a mesh takes, in milliseconds; it must log at level debug. */
  async nextPass(mesh: string): Promise<number> {
    const { durationMs = 0 } = await this.#logged((line) => line.msg === 'pass' && line.mesh === mesh);
    return durationMs;
  }

  /** Ends it as Kubernetes does. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#ended;
  }

  /** The next line that is as wanted. @throws Error when the process ends before */
  async #logged(wanted: (line: LogLine) => boolean): Promise<LogLine> {
    const line = new Promise<LogLine>((resolve) => {
      const tell = (next: LogLine): void => {
        if (!wanted(next)) return;
        this.#waiting.delete(tell);
        resolve(next);
      };
      this.#waiting.add(tell);
    });
    const ended = this.#ended.then(() => {
      throw new Error(`the operator ended with ${this.#child.exitCode ?? this.#child.signalCode ?? 'nothing'}`);
    });
    return Promise.race([line, ended]);
  }
}

/** Does some work beside a running operator, which is stopped afterwards. */
export async function withOperator<T>(
  kubeconfigPath: string,
  work: (operator: OperatorProcess) => Promise<T>,
  args: readonly string[] = [],
): Promise<T> {
  const operator = await OperatorProcess.start(kubeconfigPath, args);
  try {
    return await work(operator);
  } finally {
    await operator.stop();
  }
}
