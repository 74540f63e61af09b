import { describe, expect, it } from '@jest/globals';
import { specFromValues, type ConvertedValues } from '../../../../charts/index.ts';

const RELEASES = ['1.0.6', '1.1.17', '1.2.10', '1.3.8', '1.4.10'];

const convert = (values: Record<string, unknown>, version: string): ConvertedValues =>
  specFromValues(values, { version, profile: 'default' });

/** The spec without its version, of values that leave nothing out. */
function specOf(values: Record<string, unknown>, version: string): Record<string, unknown> {
  const { spec, unmapped } = convert(values, version);
  expect(unmapped).toEqual([]);
  const { version: _, ...rest } = spec;
  return rest;
}

describe('settings of the proxies themselves', () => {
  const proxy = (settings: object): Record<string, unknown> => ({ global: { proxy: settings } });
  const preStop = { exec: { command: ['sleep', '5'] } };
  const service = { enabled: true, host: 'als.logs', port: 15000, tlsSettings: { mode: 'SIMPLE', sni: null } };

  it.each(['1.3.8', '1.4.10'])('are carried over to %s: hooks, core dumps, and where access logs go', (version) => {
    const settings = { lifecycle: { preStop }, enableCoreDump: true, enableCoreDumpImage: 'alpine' };
    expect(specOf(proxy({ ...settings, envoyAccessLogService: service }), version)).toEqual({
      mesh: {
        coreDump: { enabled: true, image: 'alpine' },
        accessLogService: { address: 'als.logs:15000', tlsSettings: { mode: 'SIMPLE' } },
      },
      sidecar: { lifecycle: { preStop } },
    });
  });

  it.each(['1.1.17', '1.2.10', '1.3.8', '1.4.10'])('are carried over to %s: where metrics go', (version) => {
    const { spec, unmapped } = convert(proxy({ envoyMetricsService: service }), version);
    expect(spec.mesh?.metricsService).toMatchObject({ address: 'als.logs:15000' });
    const tls = 'global.proxy.envoyMetricsService.tlsSettings';
    expect(unmapped.map(({ key }) => key)).toEqual(version === '1.4.10' ? [] : [tls]);
  });

  it.each(['1.0.6', '1.1.17', '1.2.10'])('that %s does not have are named with the releases that do', (version) => {
    const { spec, unmapped } = convert(proxy({ lifecycle: { preStop }, envoyAccessLogService: service }), version);
    expect(spec).toEqual({ version });
    expect(unmapped.map(({ key }) => key)).toContain('global.proxy.lifecycle');
    expect(unmapped.map(({ key }) => key)).toContain('global.proxy.envoyAccessLogService.port');
    expect(unmapped.every(({ message }) => message.includes('Istio 1.3, 1.4 have it'))).toBe(true);
  });

  it.each(RELEASES)('say nothing in %s of a service that is off', (version) => {
    const off = { enabled: false, host: 'a', port: 1 };
    const all = { envoyStatsd: off, envoyMetricsService: off, envoyAccessLogService: off };
    expect(convert(proxy(all), version)).toEqual({ spec: { version }, unmapped: [] });
  });

  it('send statistics where the release does, unless the file says otherwise', () => {
    expect(specOf(proxy({ envoyStatsd: { enabled: false } }), '1.0.2')).toEqual({ mesh: { statsd: { address: '' } } });
    expect(specOf(proxy({ envoyStatsd: { host: 'mine' } }), '1.0.2')).toEqual({
      mesh: { statsd: { address: 'mine:9125' } },
    });
    const { spec, unmapped } = convert(proxy({ envoyStatsd: { enabled: true, port: 9125 } }), '1.4.10');
    expect(spec).toEqual({ version: '1.4.10' });
    expect(unmapped.every(({ message }) => message.includes('write global.proxy.envoyStatsd.host'))).toBe(true);
    expect(unmapped.map(({ key }) => key)).toContain('global.proxy.envoyStatsd.enabled');
  });

  it('name the domain of 1.0 once, however it is written, and never choose between two', () => {
    const both = { proxyDomain: 'istio-system.svc.corp.example', discoveryDomain: 'corp.example' };
    expect(specOf(proxy(both), '1.0.6')).toEqual({ mesh: { clusterDomain: 'corp.example' } });
    const { spec, unmapped } = convert(proxy({ ...both, discoveryDomain: 'other.example' }), '1.0.6');
    expect(spec).toEqual({ version: '1.0.6' });
    expect(unmapped.map(({ key }) => key).sort()).toEqual(['global.proxy.discoveryDomain', 'global.proxy.proxyDomain']);
  });
});

describe('a cluster whose control plane is elsewhere', () => {
  it.each(RELEASES.slice(1))('is told of the profile remote in %s, unless it has it', (version) => {
    const told = (profile: 'default' | 'remote'): string[] =>
      specFromValues({ global: { istioRemote: true } }, { version, profile }).unmapped.map(({ key }) => key);
    expect(told('default')).toEqual(['global.istioRemote']);
    expect(told('remote')).toEqual([]);
  });
});
