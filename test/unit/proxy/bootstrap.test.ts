import { describe, expect, it } from '@jest/globals';
import { bootstrapIn, sectionsOf } from '../../../src/proxy/bootstrap.ts';
import { envoyDump } from '../../support/envoy-dump.ts';

describe('the bootstrap of a proxy', () => {
  it.each(['1.0', '1.1', '1.4'] as const)('is told section by section: %s', (shape) => {
    expect(sectionsOf(envoyDump(shape)).map(({ name, summary }) => [name, summary])).toEqual([
      ['node', 'sidecar~10.244.0.7~reviews-v1.default~default.svc.cluster.local, cluster reviews.default'],
      ['stats_config', '2 tags'],
      ['admin', '127.0.0.1:15000'],
      ['dynamic_resources', 'from xds-grpc'],
      ['static_resources', 'clusters prometheus_stats, xds-grpc, zipkin; listeners 1'],
      ['tracing', 'envoy.zipkin'],
    ]);
  });

  it('is read from the file that the agent writes, too', () => {
    const file = bootstrapIn(envoyDump('1.4'));
    expect(sectionsOf(file)).toEqual(sectionsOf(envoyDump('1.4')));
  });

  it('tells who gets statistics beside Prometheus', () => {
    const address = { socket_address: { address: 'statsd.monitoring', port_value: 9125 } };
    const statsd = { name: 'envoy.statsd', config: { address } };
    const service = {
      name: 'envoy.metrics_service',
      config: { grpc_service: { envoy_grpc: { cluster_name: 'metrics' } } },
    };
    const sections = sectionsOf({ node: { id: 'a' }, stats_sinks: [statsd, service, { name: 'other' }] });
    expect(sections.find(({ name }) => name === 'stats_sinks')?.summary).toBe(
      'envoy.statsd to statsd.monitoring:9125, envoy.metrics_service to metrics, other',
    );
  });

  it('keeps sections that we do not know, after the others', () => {
    const sections = sectionsOf({ runtime: { symlink_root: '/srv' }, node: { id: 'a', cluster: 'b' } });
    expect(sections.map(({ name }) => name)).toEqual(['node', 'runtime']);
  });

  it('is missed where there is none', () => {
    expect(() => sectionsOf({ configs: [] })).toThrow('the dump has no bootstrap');
    expect(() => sectionsOf('{}')).toThrow(/not a configuration dump/);
  });
});
