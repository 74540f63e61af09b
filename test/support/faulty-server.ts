import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KubeConfig } from '@kubernetes/client-node';

/** One request as it arrived. */
export interface Received {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: string;
}

/** Answers one request; destroying the response's socket cuts the connection. */
export type Answer = (response: ServerResponse, request: Received) => void;

/**
 * A server that answers each path with the next of its prepared answers, the last one again and again: for the faults
 * that a real apiserver does not show on demand.
 */
export async function startFaultyServer(answers: Record<string, Answer[]>) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      const { method = 'GET', headers } = request;
      const entry = {
        method,
        path: url.pathname,
        query: url.searchParams,
        headers,
        body: Buffer.concat(chunks).toString(),
      };
      received.push(entry);
      const prepared = answers[`${entry.path}${entry.query.has('watch') ? '?watch' : ''}`] ?? [status(404, 'NotFound')];
      const answer = prepared.length > 1 ? prepared.shift() : prepared[0];
      answer?.(response, entry);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    received,
    kubeConfig: configFor(`http://127.0.0.1:${port}`),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function configFor(server: string): KubeConfig {
  const config = new KubeConfig();
  // Plain HTTP is accepted only together with this flag.
  config.loadFromClusterAndUser({ name: 'test', server, skipTLSVerify: true }, { name: 'test', token: 'secret' });
  return config;
}

export function json(body: unknown): Answer {
  return (response) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

export function status(code: number, reason: string, headers: Record<string, string> = {}, message = 'no'): Answer {
  return (response) =>
    response.writeHead(code, headers).end(JSON.stringify({ kind: 'Status', code, reason, message, details: {} }));
}

/** Resets the connection without an answer. */
export const cut: Answer = (response) => {
  response.socket?.resetAndDestroy();
};

/** Sends these watch events, then ends the watch, or leaves it open. */
export function stream(events: readonly unknown[], end: 'end' | 'open' | 'cut'): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write(events.map((event) => `${JSON.stringify(event)}\n`).join(''), () => {
      if (end === 'end') response.end();
      if (end === 'cut') setImmediate(() => response.socket?.resetAndDestroy());
    });
  };
}
