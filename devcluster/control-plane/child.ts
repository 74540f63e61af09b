import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { lastLines } from '../binaries/command.ts';
import { ProcessError } from '../errors.ts';
import type { Layout, ProcessName } from './layout.ts';

// The processes live for minutes on few cores: collecting garbage less often makes a start a quarter faster, for some
// hundred megabytes.
const environment = { GOGC: '400' };

// Ready is a matter of a second or two; a minute allows for a machine that is busy with something else.
const patience = { every: 20, bound: 60_000 };

/** What is started, and where its traces go. */
export interface ChildCommand {
  readonly name: ProcessName;
  readonly file: string;
  readonly args: readonly string[];
  readonly layout: Layout;
}

/** How a process ended. */
export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process of the cluster, in a process group of its own, so that Ctrl-C reaches only its owner. */
export class Child {
  readonly name: ProcessName;
  readonly pid: number;
  /** Resolves when the process has ended; never rejects. */
  readonly exited: Promise<ChildExit>;
  readonly #process: ChildProcess;
  readonly #layout: Layout;
  #exit: ChildExit | undefined;

  private constructor(command: ChildCommand, process: ChildProcess, pid: number) {
    this.name = command.name;
    this.pid = pid;
    this.#process = process;
    this.#layout = command.layout;
    this.exited = new Promise((resolve) => {
      process.once('exit', (code, signal) => {
        this.#exit = { code, signal };
        resolve(this.#exit);
      });
    });
    // A cluster that nobody stopped must not keep its owner alive: the watchdog ends it after the owner.
    process.unref();
  }

  /**
   * Starts a process and records its group for the watchdog.
   * @throws ProcessError if it cannot be started.
   */
  static async start(command: ChildCommand): Promise<Child> {
    const { layout, name, file } = command;
    const log = await open(layout.log(name), 'a');
    try {
      const child = spawn(file, command.args, {
        cwd: layout.root,
        env: { ...process.env, ...environment },
        detached: true,
        stdio: ['ignore', log.fd, log.fd],
      });
      const failure = new Promise<Error>((resolve) => child.once('error', resolve));
      if (child.pid === undefined) {
        const cause = await failure;
        throw new ProcessError(`cannot start ${name} (${file}): ${cause.message}`, { cause });
      }
      await writeFile(join(layout.pids, name), String(child.pid));
      return new Child(command, child, child.pid);
    } finally {
      await log.close();
    }
  }

  /** True until the process has ended. */
  get running(): boolean {
    return this.#exit === undefined;
  }

  /** Sends a signal; does nothing if the process has ended. */
  signal(signal: NodeJS.Signals): void {
    if (this.running) this.#process.kill(signal);
  }

  /** Ends the process: SIGTERM, and SIGKILL if it is still there after `bound` milliseconds (0: SIGKILL at once). */
  async stop(bound: number): Promise<void> {
    this.#process.ref();
    if (bound > 0) this.signal('SIGTERM');
    const timer = new AbortController();
    const late = delay(bound, undefined, { signal: timer.signal }).then(
      () => this.signal('SIGKILL'),
      () => undefined,
    );
    await this.exited;
    timer.abort();
    await late;
    await rm(join(this.#layout.pids, this.name), { force: true });
  }

  /**
   * Asks until the answer is true, every 20 ms. Errors count as "not yet".
   * @throws ProcessError with the end of the log, if the process ends first or the bound is over.
   */
  async until(ask: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + patience.bound;
    while (!(await ask().catch(() => false))) {
      if (!this.running) throw await this.failure('the embedded cluster did not start');
      if (Date.now() > deadline) throw await this.failure(`not ready within ${patience.bound / 1000} s`);
      await delay(patience.every);
    }
  }

  /** An error that tells how the process ended and what it said last. */
  async failure(what: string): Promise<ProcessError> {
    const log = await readFile(this.#layout.log(this.name), 'utf8').catch(() => '');
    const end = this.#exit === undefined ? 'is running' : `ended (${String(this.#exit.code ?? this.#exit.signal)})`;
    return new ProcessError(`${what}: ${this.name} ${end}. The end of its log:\n${lastLines(log, 12)}`);
  }
}
