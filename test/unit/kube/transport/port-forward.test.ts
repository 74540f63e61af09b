import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ConnectionError } from '../../../../src/kube/errors.ts';
import { getFromPod } from '../../../../src/kube/transport/port-forward.ts';
import { openKubeConfig } from '../../../support/kube-config.ts';

const PORT = { namespace: 'shop', pod: 'reviews-1', port: 15000 };

const servers: Server[] = [];
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** An apiserver that is asked for a port-forward, and answers when it is told to. */
async function slowServer() {
  const server = createServer().listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const asked = once(server, 'upgrade') as Promise<[IncomingMessage, Socket]>;
  const config = openKubeConfig(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return { config, asked };
}

/** RFC 6455, 4.2.2. */
function accept({ headers }: IncomingMessage, socket: Socket): void {
  const key = `${headers['sec-websocket-key'] ?? ''}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const answer = createHash('sha1').update(key).digest('base64');
  const protocol = (headers['sec-websocket-protocol'] ?? '').split(',')[0] ?? '';
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Accept: ${answer}\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`,
  );
}

/** The opcode of a frame that closes a connection, with the bit that says that it is whole. */
const CLOSE = 0x88;

describe('asking a port of a pod', () => {
  it('ends when nobody waits for it any more, and closes a tunnel that opens only then', async () => {
    const { config, asked } = await slowServer();
    const leave = new AbortController();
    const answer = getFromPod(config, PORT, '/', { timeoutMs: 60_000, maxBytes: 1, signal: leave.signal });
    const [request, socket] = await asked;
    sockets.push(socket);
    leave.abort();
    await expect(answer).rejects.toThrow(ConnectionError);
    await expect(answer).rejects.toThrow('nobody waits for it any more');
    accept(request, socket);
    const [frame] = (await once(socket, 'data')) as [Buffer];
    expect(frame[0]).toBe(CLOSE);
  });

  it('closes a tunnel that opens after its time', async () => {
    const { config, asked } = await slowServer();
    const answer = getFromPod(config, PORT, '/', { timeoutMs: 50, maxBytes: 1 });
    const [request, socket] = await asked;
    sockets.push(socket);
    await expect(answer).rejects.toThrow('no answer within 0.05 s');
    accept(request, socket);
    const [frame] = (await once(socket, 'data')) as [Buffer];
    expect(frame[0]).toBe(CLOSE);
  });

  it('does not begin for who has left already', async () => {
    const { config } = await slowServer();
    const bounds = { timeoutMs: 60_000, maxBytes: 1, signal: AbortSignal.abort() };
    await expect(getFromPod(config, PORT, '/', bounds)).rejects.toThrow('nobody waits for it any more');
  });
});
