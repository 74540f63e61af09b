import { PassThrough } from 'node:stream';
import type { Duplex } from 'node:stream';
import { PortForward, type KubeConfig } from '@kubernetes/client-node';
import { ConnectionError } from '../errors.ts';
import { reasonOf, refusal, type PodPort, type Tunnel } from './port-forward.ts';

/**
 * Leads a connection to a port of a pod, through the apiserver, until either side ends it.
 * @throws ConnectionError when the pod is not reached; ApiError when the apiserver refuses to forward
 */
export async function leadToPod(
  kubeConfig: KubeConfig,
  { namespace, pod, port }: PodPort,
  connection: Duplex,
): Promise<void> {
  const failures = new PassThrough();
  const target = `port ${port} of Pod ${namespace}/${pod}`;
  try {
    const forward = new PortForward(kubeConfig);
    const opening = forward.portForward(namespace, pod, [port], connection, failures, connection);
    const tunnel = (await opening) as unknown as Tunnel;
    await new Promise<void>((resolve, reject) => {
      failures.once('data', (message: Buffer) => reject(new Error(message.toString('utf8').trim())));
      tunnel.onclose = resolve;
      connection.once('close', resolve);
      connection.once('error', resolve);
      // Gone before the tunnel was there: nothing tells of that any more.
      if (connection.destroyed) resolve();
    }).finally(() => tunnel.close());
  } catch (cause) {
    const reason = reasonOf(cause);
    const server = kubeConfig.getCurrentCluster()?.server ?? '';
    throw refusal(reason, target) ?? new ConnectionError({ server, verb: 'forward', target }, reason);
  } finally {
    connection.end();
    failures.destroy();
  }
}
