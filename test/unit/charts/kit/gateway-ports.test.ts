import { describe, expect, it } from '@jest/globals';
import { podPorts, trafficPorts } from '../../../../charts/kit/gateway-ports.ts';
import { meshOf } from '../../../support/mesh.ts';

const gateway = meshOf().spec.gateways[0]!;
const http = { name: 'http', port: 80 };
const https = { name: 'https', port: 443 };
const pilot = { name: 'tcp-pilot', port: 15011 };

/** What a gateway with ports http and https and, for machines outside, these others listens on. */
const traffic = (enabled: boolean, ...meshExpansionPorts: (typeof http)[]) =>
  trafficPorts(meshOf({ mesh: { expansion: { enabled } } }).spec, {
    ...gateway,
    ports: [http, https],
    meshExpansionPorts,
  });

describe('the ports that traffic comes in by', () => {
  it('are also those for machines outside, where the mesh expands to them', () => {
    expect(traffic(false, pilot)).toEqual([http, https]);
    expect(traffic(true, pilot)).toEqual([http, https, pilot]);
  });

  it('are each there once, also where both lists have one', () => {
    expect(traffic(true, https, pilot)).toEqual([http, https, pilot]);
  });

  it('are all there where two only share a name or a number, so that the mistake is seen', () => {
    const [sameName, samePort] = [
      { name: 'http', port: 81 },
      { name: 'other', port: 80 },
    ];
    expect(traffic(true, sameName, samePort)).toEqual([http, https, sameName, samePort]);
  });
});

describe('the ports of the pod behind a Service', () => {
  it('are those that the Service sends to', () => {
    expect(podPorts([http, { name: 'dns', port: 53, targetPort: 5353, protocol: 'UDP' }])).toStrictEqual([
      { containerPort: 80 },
      { containerPort: 5353, protocol: 'UDP' },
    ]);
  });

  it('are each there once, as the pod itself describes them, and TCP where nothing is said', () => {
    const own = [{ containerPort: 80, protocol: 'TCP', name: 'http-envoy-prom' }];
    expect(podPorts([http, { name: 'http-2', port: 8080, targetPort: 80 }], own)).toEqual(own);
  });

  it('are two where two protocols share a number', () => {
    const dns = { name: 'dns', port: 53 };
    expect(podPorts([dns, { ...dns, protocol: 'UDP' }])).toHaveLength(2);
  });
});
