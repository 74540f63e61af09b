import type { KubeConfig } from '@kubernetes/client-node';
import { fetch, type Response } from 'undici';
import type { Clock } from '../../runtime/clock.ts';
import { abortable } from './abortable.ts';
import { Credentials } from './credentials.ts';
import { ApiError, ConnectionError } from '../errors.ts';
import type { Lane } from '../operations.ts';
import { readLines } from './lines.ts';
import { RequestGate, type RateLimit } from './request-gate.ts';
import { errorFromAnswer, type Question } from '../status.ts';

/** One HTTP exchange with an apiserver. */
export interface Call extends Question {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  query?: Record<string, string | undefined>;
  accept?: string;
  contentType?: string;
  body?: unknown;
  /** Sending it twice does no more than sending it once, so it may be sent again when the connection broke. */
  repeatable: boolean;
  signal?: AbortSignal | undefined;
  /** @default 'work' */
  lane?: Lane | undefined;
}

export interface TransportOptions {
  kubeConfig: KubeConfig;
  userAgent: string;
  limits: Readonly<Record<Lane, RateLimit>>;
  clock: Clock;
  random: () => number;
  /** An answer that takes longer counts as a broken connection. */
  timeoutMs: number;
  /** Called right before a write leaves, but for the Lease and events; what it throws keeps the write back. */
  beforeWrite?: () => void;
  /** Told of every request that was not given up: the HTTP status of its answer, or undefined if none came. */
  onAnswer?: (verb: string, code: number | undefined) => void;
}

/** Lanes of what may be written by whoever has lost the Lease: to get it again, and to tell what was done before. */
const UNGUARDED: ReadonlySet<Lane> = new Set(['lease', 'events']);

const RETRIES_WHEN_ASKED_TO_WAIT = 5;
const RETRIES_WHEN_BROKEN = 2;
/** A server that asks for more patience gets an error to its caller instead. */
const LONGEST_WAIT_SECONDS = 60;

/** Sends calls: rate-limited, authenticated, patient with an overloaded server, and clear about failures. */
export class Transport {
  readonly server: string;
  readonly #options: TransportOptions;
  readonly #credentials: Credentials;
  readonly #gates: Readonly<Record<Lane, RequestGate>>;

  constructor(options: TransportOptions) {
    this.server = (options.kubeConfig.getCurrentCluster()?.server ?? '').replace(/\/+$/, '');
    this.#options = options;
    this.#credentials = new Credentials(options.kubeConfig, options.clock);
    const gate = (lane: Lane): RequestGate => new RequestGate(options.limits[lane], options.clock);
    this.#gates = { lease: gate('lease'), priority: gate('priority'), events: gate('events'), work: gate('work') };
  }

  /** The body of the answer. @throws ApiError, ConnectionError, or the signal's reason */
  text(call: Call): Promise<string> {
    const exchange = () => this.#exchange(call, AbortSignal.timeout(this.#options.timeoutMs));
    return this.#persist(call, () => this.#gateOf(call).pass(exchange, call.signal));
  }

  /** The body of the answer, parsed. */
  async json<T>(call: Call): Promise<T> {
    return JSON.parse(await this.text(call)) as T;
  }

  /** The lines of an answer without end. Ends quietly when the signal aborts. */
  async *lines(call: Call): AsyncGenerator<string> {
    try {
      await this.#gateOf(call).token(call.signal);
      const response = await this.#persist(call, () => this.#open(call, call.signal));
      if (response.body !== null) yield* readLines(response.body);
    } catch (error) {
      if (call.signal?.aborted === true) return;
      throw this.#explain(call, error);
    }
  }

  close(): Promise<void> {
    return this.#credentials.close();
  }

  #gateOf({ lane = 'work' }: Call): RequestGate {
    return this.#gates[lane];
  }

  async #exchange(call: Call, timeout: AbortSignal): Promise<string> {
    const signal = call.signal === undefined ? timeout : AbortSignal.any([timeout, call.signal]);
    const response = await this.#open(call, signal);
    return response.text();
  }

  async #open(call: Call, signal: AbortSignal | undefined): Promise<Response> {
    const { headers, dispatcher } = await abortable(this.#credentials.current(), signal);
    if (call.method !== 'GET' && !UNGUARDED.has(call.lane ?? 'work')) this.#options.beforeWrite?.();
    const answering = fetch(this.#url(call), {
      method: call.method,
      headers: { ...headers, ...this.#headers(call) },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      ...(dispatcher === undefined ? {} : { dispatcher }),
      ...(signal === undefined ? {} : { signal }),
    });
    const response = await this.#told(call, answering);
    if (response.ok) return response;
    throw errorFromAnswer(call, response.status, await response.text(), response.headers.get('retry-after'));
  }

  async #told(call: Call, answering: Promise<Response>): Promise<Response> {
    const { onAnswer } = this.#options;
    try {
      const response = await answering;
      onAnswer?.(call.verb, response.status);
      return response;
    } catch (error) {
      if (call.signal?.aborted !== true) onAnswer?.(call.verb, undefined);
      throw error;
    }
  }

  async #persist<T>(call: Call, attempt: () => Promise<T>): Promise<T> {
    for (let failures = 0; ; failures++) {
      try {
        return await attempt();
      } catch (cause) {
        const error = this.#explain(call, cause);
        const waitMs = this.#waitBeforeRetry(call, error, failures);
        if (waitMs === undefined) throw error;
        await this.#options.clock.after(waitMs, call.signal);
      }
    }
  }

  #explain(call: Call, error: unknown): unknown {
    if (call.signal?.aborted === true) return call.signal.reason;
    if (error instanceof ApiError || error instanceof ConnectionError) return error;
    return new ConnectionError({ server: this.server, verb: call.verb, target: call.target }, error);
  }

  // Undefined: do not try again.
  #waitBeforeRetry(call: Call, error: unknown, failures: number): number | undefined {
    if (error instanceof ConnectionError) {
      const again = call.repeatable && failures < RETRIES_WHEN_BROKEN;
      return again ? 100 * 2 ** failures * (1 + this.#options.random()) : undefined;
    }
    if (!(error instanceof ApiError)) return undefined;
    if (error.code === 401 && failures === 0) {
      this.#credentials.expire();
      return 0;
    }
    // Retry-After means that the server did not begin: even a create may be sent again.
    const askedToWait = error.code === 429 || error.code >= 500 ? error.retryAfterSeconds : undefined;
    if (askedToWait === undefined || askedToWait > LONGEST_WAIT_SECONDS) return undefined;
    return failures < RETRIES_WHEN_ASKED_TO_WAIT ? askedToWait * 1000 : undefined;
  }

  #url({ path, query }: Call): string {
    const given = Object.entries(query ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return `${this.server}${path}${given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`}`;
  }

  #headers(call: Call): Record<string, string> {
    const accept = { 'user-agent': this.#options.userAgent, accept: call.accept ?? 'application/json' };
    return call.body === undefined ? accept : { ...accept, 'content-type': call.contentType ?? 'application/json' };
  }
}
