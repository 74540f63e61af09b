import { once } from 'node:events';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { createLogger } from '../../src/log.ts';
import { runOperator } from '../../src/operator/manager/operator.ts';
import { systemClock, type Clock } from '../../src/runtime/clock.ts';
import { clientFor } from './cluster.ts';

/** An operator that runs in this process. */
export interface RunningOperator {
  /** What it logged, one parsed line each. */
  readonly log: readonly LogLine[];
  /** Resolves with the first line, past or to come, that is as wanted. */
  readonly logged: (wanted: (line: LogLine) => boolean) => Promise<LogLine>;
  /** Stops it as SIGTERM would. @throws what it failed with */
  readonly stop: () => Promise<void>;
}

/** One line of the log. */
export interface LogLine {
  readonly level: string;
  readonly time: string;
  readonly msg: string;
  readonly err?: { readonly type: string; readonly message: string };
  readonly nextInMs?: number;
  readonly [field: string]: unknown;
}

/** What a test may want different. */
export interface OperatorSettings {
  /** Who it is in the audit log. @default 'meshwright' */
  readonly userAgent?: string;
  /** @default the machine's */
  readonly clock?: Clock;
}

/** Runs the operator with what `meshwright run` gives it. */
export function startOperator(kubeconfigPath: string, settings: OperatorSettings = {}): RunningOperator {
  const { userAgent = 'meshwright', clock = systemClock } = settings;
  const journal = new Journal();
  const client = clientFor(kubeconfigPath, { userAgent, clock });
  const log = createLogger({ level: 'debug', destination: journal });
  const abort = new AbortController();
  const options = { client, clock, random: Math.random, log, instance: 'test', workers: 4 };
  const ended = runOperator(options, abort.signal);
  ended.catch(() => undefined);
  const stop = async (): Promise<void> => {
    abort.abort();
    await ended.finally(() => client.close());
  };
  return { log: journal.lines, logged: (wanted) => journal.until(wanted), stop };
}

class Journal {
  readonly lines: LogLine[] = [];
  readonly #waiting = new Set<(line: LogLine) => void>();

  write(text: string): void {
    const line = JSON.parse(text) as LogLine;
    this.lines.push(line);
    for (const recordEvent of this.#waiting) recordEvent(line);
  }

  until(wanted: (line: LogLine) => boolean): Promise<LogLine> {
    const known = this.lines.find(wanted);
    if (known !== undefined) return Promise.resolve(known);
    return new Promise((resolve) => {
      const recordEvent = (line: LogLine): void => {
        if (!wanted(line)) return;
        this.#waiting.delete(recordEvent);
        resolve(line);
      };
      this.#waiting.add(recordEvent);
    });
  }
}

/** When a pass that waits for nothing looks again, in milliseconds; a gate has less time than this left. */
const RESYNC_MS = 10 * 60_000;

const PROGRAM = join(import.meta.dirname, '../../bin/meshwright.js');

/** What a test may want different of a process. */
export interface ProcessSettings {
  /** More options of `meshwright run`; the Lease of one that was killed would hold up the next, so nobody elects unasked. */
  readonly args?: readonly string[];
  /** More of its environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Which program it is. @default ours */
  readonly program?: string;
}

/** An operator in a process of its own, which can be killed without warning. */
export class OperatorProcess {
  static readonly #running = new Set<OperatorProcess>();
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #exited: Promise<unknown>;
  readonly #journal = new Journal();

  constructor(kubeconfigPath: string, settings: ProcessSettings = {}) {
    const { args = [] } = settings;
    const line = [
      settings.program ?? PROGRAM,
      'run',
      '--kubeconfig',
      kubeconfigPath,
      '--log-level',
      'debug',
      ...(args.some((arg) => arg.endsWith('-elect')) ? args : [...args, '--no-leader-elect']),
    ];
    const { NODE_OPTIONS: _, ...inherited } = process.env;
    const env = { ...inherited, ...settings.env };
    // Not our own standard error: jest would wait for whoever holds it.
    this.#child = spawn(process.execPath, line, { stdio: ['ignore', 'pipe', 'pipe'], env });
    this.#child.stderr.pipe(process.stderr, { end: false });
    this.#exited = once(this.#child, 'exit');
    OperatorProcess.#running.add(this);
    createInterface(this.#child.stdout).on('line', (line) => {
      this.#journal.write(line);
    });
  }

  /** What it logged so far. */
  get log(): readonly LogLine[] {
    return this.#journal.lines;
  }

  /** What it answers at one of its paths: the text, with an HTTP status of 200. @throws Error with any other */
  async ask(path: string): Promise<string> {
    const { port } = await this.#journal.until(({ msg }) => msg.startsWith('answering '));
    const response = await fetch(`http://127.0.0.1:${String(port)}${path}`);
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return text;
  }

  /** The port of its console, of which the log tells. */
  async consolePort(): Promise<number> {
    const { port } = await this.#journal.until(({ msg }) => msg === 'showing the console');
    return Number(port);
  }

  /** Resolves with its next line: whatever it learns or does, it logs. */
  nextLine(): Promise<LogLine> {
    const known = this.log.length;
    return this.#journal.until(() => this.log.length > known);
  }

  /** Resolves once it has logged so many lines with this message. */
  async logged(msg: string, times = 1): Promise<void> {
    let left = times;
    await this.#journal.until((line) => line.msg === msg && --left === 0);
  }

  /**
   * Resolves once it has logged so many lines, of whatever; or once a pass found nothing more to wait for, after which
   * there may be no line any more.
   */
  async loggedLines(count: number): Promise<void> {
    let left = count;
    await this.#journal.until((line) => --left === 0 || (line.msg === 'pass' && line.nextInMs === RESYNC_MS));
  }

  /** Ends it as Kubernetes does; resolves with its exit code. */
  async stop(): Promise<number | null> {
    OperatorProcess.#running.delete(this);
    this.#child.kill('SIGTERM');
    await this.#exited;
    return this.#child.exitCode;
  }

  /** Ends it at once, as a lost machine would; resolves when it is gone. */
  async kill(): Promise<void> {
    OperatorProcess.#running.delete(this);
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  /** Ends those that a failed test left behind. */
  static async killAll(): Promise<void> {
    await Promise.all([...OperatorProcess.#running].map((operator) => operator.kill()));
  }
}
