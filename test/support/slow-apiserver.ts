import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { request, type RequestOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { KubeConfig } from '@kubernetes/client-node';
import { loadKubeConfig } from '../../src/kube/transport/kubeconfig.ts';

/** An apiserver that is far away. */
export interface SlowApiserver {
  /** How to reach it. */
  readonly kubeconfigPath: string;
  /** Lets go of it. */
  readonly stop: () => Promise<void>;
}

/**
 * Stands before the apiserver of a kubeconfig, with the access of that kubeconfig, and lets each request wait; what a
 * watch brings comes at once.
 * @param path where to write the kubeconfig of whoever is to be far away
 */
export async function startSlowApiserver(
  kubeconfigPath: string,
  { latencyMs, path }: { latencyMs: number; path: string },
): Promise<SlowApiserver> {
  const config = loadKubeConfig({ path: kubeconfigPath, env: {}, homeDir: '/' });
  const access: RequestOptions = {};
  await config.applyToHTTPSOptions(access);
  const { hostname, port } = new URL(config.getCurrentCluster()?.server ?? '');
  const forward = (question: IncomingMessage, answer: ServerResponse): void => {
    const { method, url, headers } = question;
    const { authorization: _, host: __, ...passed } = headers;
    const target = {
      ...access,
      hostname,
      port,
      method,
      path: url,
      headers: { ...passed, ...(access.headers as Record<string, string>) },
    };
    const upstream = request(target, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers).flushHeaders();
      response.on('error', () => answer.destroy()).pipe(answer);
    });
    upstream.on('error', () => answer.destroy());
    answer.on('close', () => upstream.destroy());
    question.pipe(upstream);
  };
  const server = createServer((question, answer) => {
    setTimeout(() => forward(question, answer), latencyMs);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await writeFile(path, kubeconfigFor(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { kubeconfigPath: path, stop };
}

function kubeconfigFor(server: string): string {
  const config = new KubeConfig();
  // Plain HTTP is accepted only together with this flag.
  config.loadFromClusterAndUser({ name: 'slow', server, skipTLSVerify: true }, { name: 'anybody' });
  return config.exportConfig();
}
