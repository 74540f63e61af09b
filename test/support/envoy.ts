import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { envoyDump } from './envoy-dump.ts';

/** What answers in place of Envoy's admin interface. */
export interface FakeEnvoy {
  readonly port: number;
  /** How often it was asked for its configuration. */
  readonly asked: () => number;
  readonly stop: () => void;
}

/** Starts one that knows so many clusters. */
export async function startEnvoy(clusters: number): Promise<FakeEnvoy> {
  let asked = 0;
  const server = createServer((request, response) => {
    if (request.url !== '/config_dump') return response.writeHead(404).end();
    asked++;
    return response.end(JSON.stringify(envoyDump('1.4', clusters)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, asked: () => asked, stop: () => void server.close() };
}
