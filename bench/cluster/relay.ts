import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Devcluster } from '../../devcluster/index.ts';

/** The way to an apiserver on which bytes are counted, as they are on the wire: TLS and all. */
export interface Relay {
  /** For who is to take this way. */
  readonly kubeconfigPath: string;
  /** Both ways, up to now. */
  readonly bytes: () => number;
  readonly stop: () => Promise<void>;
}

/** Opens a relay to a cluster. @param folder for its kubeconfig */
export async function startRelay({ server, kubeconfigPath }: Devcluster, folder: string): Promise<Relay> {
  const { hostname, port } = new URL(server);
  const sockets = new Set<Socket>();
  let bytes = 0;
  const relay = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => (bytes += chunk.length));
      from.on('error', () => to.destroy());
      from.on('close', () => sockets.delete(from));
      from.pipe(to);
    }
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const path = join(folder, 'kubeconfig');
  const own = `https://127.0.0.1:${(relay.address() as AddressInfo).port}`;
  await writeFile(path, (await readFile(kubeconfigPath, 'utf8')).replaceAll(server, own));
  const stop = async (): Promise<void> => {
    relay.close();
    for (const socket of sockets) socket.destroy();
    await once(relay, 'close');
  };
  return { kubeconfigPath: path, bytes: () => bytes, stop };
}
