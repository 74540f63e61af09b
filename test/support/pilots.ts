import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const podOf = (name: string, labels: Record<string, string>, container: object) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'istio-system', labels },
  spec: { automountServiceAccountToken: false, containers: [container] },
});

/** The name of a gateway of 1.3.8. */
export const GATEWAY = 'istio-ingressgateway-1';

/** Two pilots and a gateway. */
export const CONTROL_PLANE = [
  ...['istio-pilot-1', 'istio-pilot-2'].map((name) =>
    podOf(name, { istio: 'pilot' }, { name: 'discovery', image: 'istio/pilot:1.4.10' }),
  ),
  podOf(GATEWAY, {}, { name: 'istio-proxy', image: 'istio/proxyv2:1.3.8', args: ['proxy', 'router'] }),
];

/**
 * The debug interface of pilots. A port-forward does not tell which of them is asked: each question gets the next of
 * the answers that were put into `said`, and 503 without one.
 */
export function fakePilots() {
  const pilots = {
    said: [] as (string | undefined)[],
    server: createServer((request, response) => {
      const answer = request.url === '/debug/syncz' ? pilots.said.shift() : undefined;
      return answer === undefined ? response.writeHead(503).end() : response.end(answer);
    }),
    start: async () => {
      pilots.server.listen(0, '127.0.0.1');
      await once(pilots.server, 'listening');
    },
    port: () => (pilots.server.address() as AddressInfo).port,
  };
  return pilots;
}
