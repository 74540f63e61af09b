import type { IncomingMessage, ServerResponse } from 'node:http';
import { request as send, type Agent } from 'node:https';
import type { Socket } from 'node:net';
import { OpenWatch } from './open-watch.ts';
import type { ApiRequest } from './request.ts';

/** Where the real apiserver is. */
export interface Apiserver {
  readonly server: URL;
  readonly agent: Agent;
}

/** What a refusal says beside its code. */
export interface Refusal {
  readonly code: number;
  readonly reason: string;
  readonly retryAfterSeconds?: number;
}

/** An answer of the apiserver, whole. */
export interface Answer {
  readonly code: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** One request on its way, and what can become of it. Each way ends it, but for `fetch`. */
export class Exchange {
  readonly request: ApiRequest;
  readonly #answer: ServerResponse;
  readonly #apiserver: Apiserver;
  readonly #connection: Socket | undefined;
  readonly #watches: Set<OpenWatch>;

  constructor(
    request: ApiRequest,
    answer: ServerResponse,
    way: { apiserver: Apiserver; connection: Socket | undefined; watches: Set<OpenWatch> },
  ) {
    this.request = request;
    this.#answer = answer;
    this.#apiserver = way.apiserver;
    this.#connection = way.connection;
    this.#watches = way.watches;
  }

  /** The replica has gone away. */
  get isOver(): boolean {
    return this.#answer.destroyed || this.#answer.writableEnded;
  }

  /** As if nothing stood between: what the apiserver answers comes as it comes. */
  async pass(): Promise<void> {
    const response = await this.#ask();
    if (response === undefined) {
      this.reset();
      return;
    }
    this.#answer.writeHead(response.statusCode ?? 502, headersOf(response)).flushHeaders();
    if (this.request.verb === 'watch') this.#watches.add(new OpenWatch(this.request, response, this.#answer, this));
    else response.on('error', () => this.reset()).pipe(this.#answer);
  }

  /** Does what was asked, and keeps the answer; undefined where there is none. */
  async fetch(): Promise<Answer | undefined> {
    const response = await this.#ask();
    if (response === undefined) return undefined;
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of response) chunks.push(chunk as Buffer);
    } catch {
      return undefined;
    }
    return { code: response.statusCode ?? 502, headers: headersOf(response), body: Buffer.concat(chunks) };
  }

  /** Answers in the apiserver's stead, in its words. */
  refuse({ code, reason, retryAfterSeconds }: Refusal): void {
    const message = `chaos: ${reason}`;
    const status = { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message };
    const retry = retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) };
    this.#answer.writeHead(code, { 'content-type': 'application/json', ...retry }).end(JSON.stringify(status));
  }

  /** Begins an answer that is written piece by piece. */
  begin({ code, headers }: Answer): ServerResponse {
    return this.#answer.writeHead(code, headers);
  }

  /** Breaks the connection, as a machine does that is switched off behind a firewall which says so. */
  reset(): void {
    if (this.#connection?.destroyed === false) this.#connection.resetAndDestroy();
    this.#answer.destroy();
  }

  #ask(): Promise<IncomingMessage | undefined> {
    const { method, url, headers, body, replica } = this.request;
    const { host: _, connection: __, ...passed } = headers;
    const { server, agent } = this.#apiserver;
    const { hostname, port } = server;
    const path = `${url.pathname}${url.search}`;
    const own = { ...passed, 'user-agent': agentOf(replica) };
    return new Promise((resolve) => {
      const upstream = send({ hostname, port, agent, method, path, headers: own }, resolve);
      upstream.on('error', () => resolve(undefined));
      // Who gave up a request no longer wants it done.
      this.#answer.on('close', () => upstream.destroy());
      upstream.end(body);
    });
  }
}

/** What a replica is called in the audit log. */
const agentOf = (replica: string): string => `meshwright/${replica}`;

/** Node says by itself how an answer is cut into pieces. */
function headersOf({ headers }: IncomingMessage): IncomingMessage['headers'] {
  const { 'transfer-encoding': _, connection: __, ...rest } = headers;
  return rest;
}
