import { readFile } from 'node:fs/promises';
import { request as httpsRequest, Agent } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { refuse } from './serve.ts';

/** How a pod reaches the apiserver. */
export interface ApiserverAccess {
  readonly host: string;
  readonly port: number;
  /** File of the token; kubelet replaces its content before it ends. */
  readonly tokenFile: string;
  /** File of the CA that signed the apiserver's certificate. */
  readonly caFile: string;
}

/** Request headers that are between the client and us. */
const HOP_BY_HOP = new Set(['host', 'connection', 'authorization', 'keep-alive', 'transfer-encoding', 'upgrade']);

/**
 * Hands requests on to the apiserver with the pod's own token, and streams the answers back. Old clients drop their
 * token over plain http, and keep one for ever; here it is read again for each request.
 */
export function passToApiserver(
  { host, port, tokenFile, caFile }: ApiserverAccess,
  log: (line: string) => void,
): (request: IncomingMessage, response: ServerResponse) => void {
  const agent = new Agent({ keepAlive: true });
  const hand = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [token, ca] = await Promise.all([readFile(tokenFile, 'utf8'), readFile(caFile)]);
    const headers = { ...ownHeaders(request), authorization: `Bearer ${token.trim()}` };
    const upstream = httpsRequest({ agent, host, port, ca, path: request.url ?? '/', headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      response.flushHeaders();
      answer.pipe(response);
      // A watch that broke upstream has to break here too, or the client would wait on a dead one.
      answer.on('error', () => response.destroy());
      answer.on('aborted', () => response.destroy());
    });
    upstream.on('error', (error) => fail(error, request, response));
    response.on('close', () => upstream.destroy());
    upstream.end();
  };
  const fail = (error: Error, request: IncomingMessage, response: ServerResponse): void => {
    if (response.destroyed) return;
    log(`GET ${new URL(request.url ?? '/', 'http://127.0.0.1').pathname}: ${error.message}`);
    refuse(response, 502, 'BadGateway', `the apiserver did not answer: ${error.message}`);
  };
  return (request, response) => {
    hand(request, response).catch((error: unknown) => fail(error as Error, request, response));
  };
}

function ownHeaders(request: IncomingMessage): Record<string, string | string[]> {
  const entries = Object.entries(request.headers).filter(([name]) => !HOP_BY_HOP.has(name));
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
