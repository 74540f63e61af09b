import type { Clock } from './clock.ts';

/** The part of `process` that termination needs; a plain EventEmitter in tests. */
export interface SignalSource {
  on(event: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
}

/** The reason of the AbortSignal when the process was asked to stop. */
export class TerminationRequested extends Error {
  override readonly name = 'TerminationRequested';
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(`received ${signal}`);
    this.signal = signal;
  }
}

/**
 * An AbortSignal that aborts on the first SIGTERM or SIGINT. A second one calls `onImpatience`: whoever asks twice does
 * not want to wait for the orderly way.
 */
export function terminationSignal(source: SignalSource, onImpatience: (signal: NodeJS.Signals) => void): AbortSignal {
  const controller = new AbortController();
  const onSignal = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) onImpatience(name);
    else controller.abort(new TerminationRequested(name));
  };
  source.on('SIGTERM', onSignal);
  source.on('SIGINT', onSignal);
  return controller.signal;
}

/** What went wrong while one part stopped. */
export interface ShutdownFailure {
  name: string;
  error: unknown;
}

interface Part {
  name: string;
  stop: () => void | Promise<void>;
}

/** Stops what was started, last started first, each part within a bound, whatever happens to the others. */
export class Shutdown {
  readonly #parts: Part[] = [];
  readonly #clock: Clock;
  readonly #timeoutMs: number;

  constructor(options: { clock: Clock; timeoutMs: number }) {
    this.#clock = options.clock;
    this.#timeoutMs = options.timeoutMs;
  }

  /** Registers a part right after it was started. */
  add(name: string, stop: () => void | Promise<void>): void {
    this.#parts.push({ name, stop });
  }

  /** Never rejects: what failed or took too long is returned. A second call has nothing left to stop. */
  async run(): Promise<ShutdownFailure[]> {
    const failures: ShutdownFailure[] = [];
    for (let part = this.#parts.pop(); part !== undefined; part = this.#parts.pop()) {
      const { name } = part;
      await this.#stop(part).catch((error: unknown) => failures.push({ name, error }));
    }
    return failures;
  }

  async #stop(part: Part): Promise<void> {
    const stopped = new AbortController();
    const bound = this.#clock.after(this.#timeoutMs, stopped.signal).then(
      () => {
        throw new Error(`${part.name} did not stop within ${this.#timeoutMs} ms`);
      },
      () => undefined,
    );
    try {
      await Promise.race([Promise.resolve().then(part.stop), bound]);
    } finally {
      stopped.abort();
    }
  }
}
