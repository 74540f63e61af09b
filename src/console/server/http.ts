import { createServer, type Server } from 'node:http';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { refusalOf, refuse } from './guard.ts';
import type { RateLimit } from '../access/rate-limit.ts';

/** What a server answers with. */
export interface Answering {
  readonly fetch: (request: Request, env: HttpBindings) => Response | Promise<Response>;
  readonly isLoopback: boolean;
  readonly rate: Pick<RateLimit, 'allows'>;
}

/** Tokens are long; everything else in a header is short. */
const MOST_HEADER_BYTES = 16 * 1024;
const MOST_CONNECTIONS = 400;
/** Who takes longer than this to say what they want does not want it. */
const HEADERS_WITHIN_MS = 10_000;
const REQUEST_WITHIN_MS = 20_000;
/** A connection on which nothing moves; streams are heard of more often. */
const IDLE_MS = 60_000;
const KEEP_ALIVE_MS = 5_000;

/** An HTTP server with bounds for everything that whoever connects decides. It does not listen yet. */
export function httpServer({ fetch, isLoopback, rate }: Answering): Server {
  const answer = getRequestListener((request, env) => fetch(request, env as HttpBindings), {
    overrideGlobalObjects: false,
  });
  const bounds = {
    maxHeaderSize: MOST_HEADER_BYTES,
    headersTimeout: HEADERS_WITHIN_MS,
    requestTimeout: REQUEST_WITHIN_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: KEEP_ALIVE_MS,
  };
  const server = createServer(bounds, (request, response) => {
    const refusal = refusalOf(request, isLoopback);
    if (refusal !== undefined) refuse(response, refusal);
    else if (rate.allows(request.socket.remoteAddress ?? '')) void answer(request, response);
    else refuse(response, { code: 429, text: 'too many requests; try again in a moment' });
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.timeout = IDLE_MS;
  return server;
}
