import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../runtime/clock.ts';

/** A request as the routes see it. */
export interface Asked {
  readonly path: string;
  readonly query: URLSearchParams;
}

/** What a route answers: a JSON document, a watch that never brings anything, or the apiserver's own answer. */
export type Answer =
  | { readonly kind: 'json'; readonly body: unknown }
  | { readonly kind: 'watch' }
  | { readonly kind: 'pass' }
  | { readonly kind: 'missing' };

/** What a bridge is made of. */
export interface BridgeOptions {
  readonly clock: Clock;
  readonly answer: (asked: Asked) => Answer | Promise<Answer>;
  /** Hands a request on to the apiserver; missing where a bridge has nothing to hand on. */
  readonly pass?: (request: IncomingMessage, response: ServerResponse) => void;
  /** One line per problem; never a token. */
  readonly log: (line: string) => void;
}

/** The apiserver's own bound for a watch without timeoutSeconds is drawn from 30 to 60 minutes. */
const LONGEST_WATCH_SECONDS = 1800;

/** Serves on 127.0.0.1 only: whoever reaches it shares the pod's ServiceAccount anyway. */
export async function serveBridge(
  options: BridgeOptions,
  port: number,
): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    void respond(options, request, response);
  });
  await listen(server, port);
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { port: (server.address() as AddressInfo).port, close };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

async function respond(options: BridgeOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (request.method !== 'GET') {
    refuse(response, 405, 'MethodNotAllowed', 'the bridge only reads');
    return;
  }
  try {
    const answer = await options.answer({ path: url.pathname, query: url.searchParams });
    if (answer.kind === 'json') {
      sendJson(response, 200, answer.body);
      return;
    }
    if (answer.kind === 'watch') {
      holdOpen(options.clock, response, url.searchParams);
      return;
    }
    if (answer.kind === 'pass' && options.pass !== undefined) {
      options.pass(request, response);
      return;
    }
    refuse(response, 404, 'NotFound', `the bridge does not serve ${url.pathname}`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    options.log(`GET ${url.pathname}: ${why}`);
    refuse(response, 503, 'ServiceUnavailable', why);
  }
}

/** Headers at once, no event ever, and the end when the client's own time is over: what a quiet watch looks like. */
function holdOpen(clock: Clock, response: ServerResponse, query: URLSearchParams): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.flushHeaders();
  const asked = Number(query.get('timeoutSeconds') ?? Number.NaN);
  const seconds = asked > 0 ? Math.min(asked, LONGEST_WATCH_SECONDS) : LONGEST_WATCH_SECONDS;
  const cancel = clock.schedule(seconds * 1000, () => response.end());
  response.on('close', cancel);
}

function sendJson(response: ServerResponse, code: number, body: unknown): void {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Refusals are Status objects, because the old clients parse them. */
export function refuse(response: ServerResponse, code: number, reason: string, message: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  sendJson(response, code, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    code,
  });
}
