import { describe, expect, it } from '@jest/globals';
import { mergedPorts, portsOfDump, portsOfPod } from '../../../src/proxy/ports.ts';
import { envoyDump } from '../../support/envoy-dump.ts';

const POD = {
  kind: 'Pod',
  spec: {
    containers: [
      { name: 'reviews', ports: [{ containerPort: 9080, name: 'http' }] },
      {
        name: 'istio-proxy',
        args: ['proxy', 'sidecar', '--proxyAdminPort', '15000', '--statusPort=15020', '--concurrency', '2'],
        ports: [{ containerPort: 15090, name: 'http-envoy-prom' }],
      },
    ],
  },
};
const lines = (ports: ReturnType<typeof portsOfPod>): string[] =>
  ports.map(({ port, address, who, what }) => `${port} ${address} ${who}: ${what}`);

describe('ports of a pod', () => {
  it('are those of its containers and of the flags of its sidecar', () => {
    expect(lines(mergedPorts([], portsOfPod(POD)))).toEqual([
      '9080 0.0.0.0 reviews: http',
      "15000 127.0.0.1 envoy: Envoy's admin interface",
      "15020 0.0.0.0 agent: the agent's status: readiness of the proxy",
      "15090 0.0.0.0 envoy: Envoy's metrics for Prometheus",
    ]);
  });

  it('are none where the specification is something else', () => {
    const odd = { spec: { containers: [null, 'x', { args: '--statusPort', ports: [{ containerPort: 'many' }] }] } };
    for (const pod of [undefined, 'pod', {}, odd]) expect(portsOfPod(pod)).toEqual([]);
  });
});

describe('ports of a dump', () => {
  it('are those that Envoy binds, and not the listeners that it only hands connections to', () => {
    expect(lines(portsOfDump(envoyDump('1.1'))).sort()).toEqual([
      "15000 127.0.0.1 envoy: Envoy's admin interface",
      '15001 0.0.0.0 envoy: outbound traffic that is redirected',
      "15090 0.0.0.0 envoy: Envoy's metrics for Prometheus",
    ]);
    expect(portsOfDump(envoyDump('1.4')).map(({ port }) => port)).toContain(15006);
  });

  it('and of the pod make one list, by port', () => {
    const ports = mergedPorts(portsOfDump(envoyDump('1.4')), portsOfPod(POD)).map(({ port }) => port);
    expect(ports).toEqual([9080, 15000, 15001, 15006, 15020, 15090]);
  });
});
