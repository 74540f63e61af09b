import { describe, expect, it } from '@jest/globals';
import { resourcesOf } from '../../../src/proxy/config-dump.ts';
import { matching, type ResourceFilter } from '../../../src/proxy/resource.ts';
import { envoyDump, SECRET, type DumpShape } from '../../support/envoy-dump.ts';

const SHAPES: readonly DumpShape[] = ['1.0', '1.1', '1.4'];
const namesOf = (shape: DumpShape, filter: ResourceFilter): string[] =>
  matching(resourcesOf(envoyDump(shape)), filter).map(({ name }) => name);

describe.each(SHAPES)('a configuration dump of Istio %s', (shape) => {
  const resources = resourcesOf(envoyDump(shape));

  it('gives every resource with origin, state, version and date', () => {
    const clusters = matching(resources, { kind: 'clusters' });
    expect(clusters).toHaveLength(3 + 100 + 1 + 1);
    expect(clusters.filter(({ origin }) => origin === 'static')).toHaveLength(3);
    expect(clusters.filter(({ state }) => state === 'warming').map(({ name }) => name)).toEqual([
      'outbound|9000||service-100.default.svc.cluster.local',
    ]);
    expect(clusters.find(({ name }) => name.startsWith('outbound'))).toMatchObject({
      origin: 'dynamic',
      state: 'active',
      version: '2019-11-20T10:00:00Z/42',
      updated: '2019-11-20T10:00:01.123Z',
      ports: [9000],
      hosts: ['service-0.default.svc.cluster.local'],
    });
    expect(matching(resources, { kind: 'routes' }).map(({ name }) => name)).toEqual(['fixed', '9000', '9001']);
  });

  it('can be asked for a port and for a part of a host name', () => {
    expect(namesOf(shape, { kind: 'clusters', port: 9003 })).toHaveLength(10);
    expect(namesOf(shape, { kind: 'clusters', host: 'service-7.' })).toEqual([
      'outbound|9007||service-7.default.svc.cluster.local',
    ]);
    expect(namesOf(shape, { port: 9080 })).toEqual([
      'inbound|9080|http|reviews.default.svc.cluster.local',
      '10.244.0.7_9080',
      '0.0.0.0_9080',
    ]);
    expect(namesOf(shape, { kind: 'routes', host: 'service-1' })).toEqual(['9001']);
    expect(namesOf(shape, { host: 'istio-pilot' })).toEqual(['xds-grpc']);
  });

  it('shows no private key and no password, and shows certificates', () => {
    const [secret] = matching(resources, { kind: 'secrets' });
    expect(JSON.stringify(resources)).not.toContain(SECRET);
    expect(secret?.body).toMatchObject({
      tls_certificate: {
        certificate_chain: { inline_bytes: 'cHVibGlj' },
        private_key: { inline_bytes: '[redacted]' },
        password: { inline_string: '[redacted]' },
      },
    });
  });
});

describe('listeners of a dump', () => {
  const statesOf = (shape: DumpShape) =>
    matching(resourcesOf(envoyDump(shape)), { kind: 'listeners' }).map(({ name, state }) => `${name} ${state}`);

  it('are listed by state up to 1.3, and by name with their states since', () => {
    expect(statesOf('1.1')).toContain('10.0.0.1_80 draining');
    expect(statesOf('1.4')).toEqual([
      ' active',
      'virtual active',
      'virtual draining',
      '10.244.0.7_9080 active',
      '0.0.0.0_9080 active',
      'virtualInbound active',
    ]);
  });
});

describe('what is no dump', () => {
  it.each([undefined, null, 1, 'configs', [], {}, { configs: 'none' }])('is refused: %j', (document) => {
    expect(() => resourcesOf(document)).toThrow(/not a configuration dump of Envoy/);
  });

  it.each([
    { configs: [null, 1, 'x', [], {}] },
    { configs: [{ '@type': 'ClustersConfigDump', dynamic_active_clusters: [null, 1, { cluster: [] }] }] },
    { configs: [{ '@type': 'ListenersConfigDump', dynamic_listeners: [{ active_state: { listener: 'x' } }] }] },
    { configs: [{ '@type': 'RoutesConfigDump', dynamic_route_configs: { a: 1 } }] },
  ])('in its parts is passed over: %j', (dump) => {
    for (const { name, ports, hosts } of resourcesOf(dump)) expect([name, ports, hosts]).toEqual(['', [], []]);
  });
});
