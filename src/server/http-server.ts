import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InputError } from '../api/errors.ts';
import type { ListenAddress } from '../config.ts';
import { ENDPOINTS } from './endpoints.ts';
import type { Health } from './health.ts';
import type { Metrics } from './metrics.ts';
import type { Readiness } from './readiness.ts';

/** What is shown. */
export interface Shown {
  readonly metrics: Pick<Metrics, 'text' | 'contentType'>;
  readonly health: Pick<Health, 'trouble'>;
  readonly readiness: Pick<Readiness, 'missing'>;
}

/** A server that listens. */
export interface HttpServer {
  /** Where: the port is the one that was found if any was asked for. */
  readonly address: AddressInfo;
  /** Ends it, whoever is still connected. */
  readonly close: () => Promise<void>;
}

/** Nobody can listen at the address that was asked for. */
class AddressError extends InputError {
  override readonly name = 'AddressError';
}

/** Answers questions about the operator until it is closed. @throws AddressError naming the flag, and what to do */
export async function startHttpServer(where: ListenAddress, shown: Shown): Promise<HttpServer> {
  const server = createServer((request, response) => void answer(request, response, shown));
  server.listen({ port: where.port, ...(where.host !== undefined && { host: where.host }) });
  await once(server, 'listening').catch((error: unknown) => {
    throw addressError(where, error as NodeJS.ErrnoException);
  });
  const close = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return { address: server.address() as AddressInfo, close };
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there',
  EACCES: 'not permitted; ports below 1024 are for administrators',
  EADDRNOTAVAIL: 'no address of this machine',
};

function addressError({ text }: ListenAddress, error: NodeJS.ErrnoException): AddressError {
  const reason = REASONS[error.code ?? ''] ?? error.message;
  const remedy = 'name another host:port, or 0 to run without metrics and health checks';
  return new AddressError(`--metrics-address: ${JSON.stringify(text)}: ${reason}; ${remedy}`, { cause: error });
}

interface Answer {
  readonly code: number;
  readonly text: string;
  readonly type?: string;
}

async function answer(request: IncomingMessage, response: ServerResponse, shown: Shown): Promise<void> {
  const { code, text, type = 'text/plain; charset=utf-8' } = await answerTo(request, shown);
  response.writeHead(code, { 'content-type': type, 'content-length': Buffer.byteLength(text) });
  response.end(request.method === 'HEAD' ? undefined : text);
}

type Route = (shown: Shown) => Answer | Promise<Answer>;

const OK: Answer = { code: 200, text: 'ok\n' };

const okUnless = (trouble: string | undefined): Answer =>
  trouble === undefined ? OK : { code: 503, text: `${trouble}\n` };

const ROUTES: ReadonlyMap<string, Route> = new Map<string, Route>([
  [ENDPOINTS.health, ({ health }) => okUnless(health.trouble)],
  [ENDPOINTS.readiness, ({ readiness }) => okUnless(readiness.missing)],
  [ENDPOINTS.metrics, async ({ metrics }) => ({ code: 200, text: await metrics.text(), type: metrics.contentType })],
]);

/** Whatever goes wrong must not end the operator. */
async function answerTo({ method = '', url = '' }: IncomingMessage, shown: Shown): Promise<Answer> {
  if (method !== 'GET' && method !== 'HEAD') return { code: 405, text: 'only GET and HEAD\n' };
  const route = ROUTES.get(url.replace(/\?.*/, ''));
  if (route === undefined) return { code: 404, text: `there is ${[...ROUTES.keys()].join(', ')}\n` };
  try {
    return await route(shown);
  } catch (error) {
    return { code: 500, text: `${error instanceof Error ? error.message : String(error)}\n` };
  }
}
