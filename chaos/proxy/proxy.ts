import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { makeAuthority } from '../../devcluster/index.ts';
import { Exchange } from './exchange.ts';
import type { OpenWatch } from './open-watch.ts';
import { readRequest, type ApiRequest } from './request.ts';

/** Does something else to a request than to pass it on; undefined leaves it alone. */
export type Interference = (request: ApiRequest) => ((exchange: Exchange) => Promise<void> | void) | undefined;

/** Stands before an apiserver, TLS on both sides. */
export interface Proxy {
  /** Where a replica is to look for its apiserver. */
  readonly urlOf: (replica: string) => string;
  /** Whom the certificate of the proxy is signed by, PEM. */
  readonly authority: string;
  /** What is watched through it now. */
  readonly watches: () => readonly OpenWatch[];
  readonly stop: () => Promise<void>;
}

/**
 * Starts one.
 * @param upstream the real apiserver, and whom its certificate is signed by (PEM)
 * @param interfere asked about every request
 */
export async function startProxy(
  upstream: { readonly server: string; readonly authority: string },
  interfere: Interference,
): Promise<Proxy> {
  const authority = makeAuthority();
  const connections = new Map<number | undefined, Socket>();
  const watches = new Set<OpenWatch>();
  const agent = new Agent({ keepAlive: true, ca: upstream.authority });
  const apiserver = { server: new URL(upstream.server), agent };
  const handle = async (question: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const request = await readRequest(question);
    const connection = connections.get(question.socket.remotePort);
    const exchange = new Exchange(request, answer, { apiserver, connection, watches });
    await (interfere(request)?.(exchange) ?? exchange.pass());
  };
  const options = authority.serving('chaos', { addresses: ['127.0.0.1'] });
  const server = createServer(options, (question, answer) => {
    // A replica that is killed in the middle of a request leaves nobody to answer.
    handle(question, answer).catch(() => answer.destroy());
  });
  server.on('connection', (socket: Socket) => {
    const { remotePort } = socket;
    connections.set(remotePort, socket);
    socket.on('close', () => connections.delete(remotePort)).on('error', () => undefined);
  });
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const open = (): OpenWatch[] => {
    for (const watch of watches) if (watch.isOver) watches.delete(watch);
    return [...watches];
  };
  const stop = async (): Promise<void> => {
    server.close();
    for (const socket of connections.values()) socket.destroy();
    agent.destroy();
    await once(server, 'close');
  };
  return { urlOf: (name) => `https://127.0.0.1:${port}/${name}`, authority: authority.cert, watches: open, stop };
}
