import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { KubeConfig } from '../../src/kube/transport/kubeconfig.ts';
import { openKubeConfig } from './kube-config.ts';

/** An apiserver that is asked for a port-forward, and opens it when it is told to. */
export interface SlowForwarder {
  readonly config: KubeConfig;
  /** Resolves when it is asked; then opens the tunnel, and resolves with the first frame that comes. */
  readonly asked: Promise<() => Promise<Buffer>>;
  readonly stop: () => void;
}

/** The first byte of a frame that closes a tunnel: its opcode, with the bit that says that it is whole. */
export const CLOSE = 0x88;

/** Starts one. */
export async function startSlowForwarder(): Promise<SlowForwarder> {
  const sockets: Socket[] = [];
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const upgrade = once(server, 'upgrade') as Promise<[IncomingMessage, Socket]>;
  const asked = upgrade.then(([request, socket]) => {
    sockets.push(socket);
    return async () => {
      accept(request, socket);
      const [frame] = (await once(socket, 'data')) as [Buffer];
      return frame;
    };
  });
  const stop = (): void => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { config: openKubeConfig(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), asked, stop };
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
