import { describe, expect, it } from '@jest/globals';
import { tracing } from '../../../../charts/components/tracing.ts';
import { containerOf, deploymentOf, meshOf, only, podOf, valuesOf } from '../../../support/mesh.ts';

const services = (provider: 'jaeger' | 'zipkin') =>
  tracing(meshOf({ components: { tracing: { provider } } })).filter(({ kind }) => kind === 'Service');
const zipkin = (settings: object = {}) =>
  tracing(meshOf({ components: { tracing: { provider: 'zipkin', ...settings } } }));

describe('tracing', () => {
  it('gives sidecars and people the same two addresses, whichever provider is behind them', () => {
    const names = services('jaeger').map(({ metadata }) => metadata.name);
    expect(names).toEqual(['jaeger-query', 'jaeger-collector', 'jaeger-agent', 'zipkin', 'tracing']);
    expect(services('zipkin').map(({ metadata }) => metadata.name)).toEqual(['zipkin', 'tracing']);
  });

  it('sends people to the web page of the provider', () => {
    const port = (provider: 'jaeger' | 'zipkin') =>
      (only(services(provider), 'Service', 'tracing')['spec'] as { ports: { targetPort: number }[] }).ports[0]
        ?.targetPort;
    expect([port('jaeger'), port('zipkin')]).toEqual([16686, 9411]);
  });

  it('selects with every Service the pods of the provider', () => {
    for (const provider of ['jaeger', 'zipkin'] as const) {
      const selectors = services(provider).map((s) => (s['spec'] as { selector: unknown }).selector);
      expect(selectors).toEqual(selectors.map(() => ({ app: provider })));
    }
  });

  it('has the Deployment of the release', () => {
    const name = (version: string, provider: 'jaeger' | 'zipkin') =>
      only(tracing(meshOf({ version, components: { tracing: { provider } } })), 'Deployment').metadata.name;
    expect([name('1.1.0', 'jaeger'), name('1.1.0', 'zipkin')]).toEqual(['istio-tracing', 'istio-zipkin']);
    expect([name('1.2.0', 'jaeger'), name('1.2.0', 'zipkin')]).toEqual(['istio-tracing', 'istio-tracing']);
  });

  it('answers probes on a port of its own since Istio 1.3.4', () => {
    const port = (version: string) => containerOf(tracing(meshOf({ version })), 'jaeger').readinessProbe?.httpGet?.port;
    expect([port('1.0.0'), port('1.3.3'), port('1.3.4')]).toEqual([16686, 16686, 14269]);
  });

  it('keeps the spans of jaeger in a volume', () => {
    const container = containerOf(tracing(meshOf()), 'jaeger');
    expect(valuesOf(container)).toMatchObject({ SPAN_STORAGE_TYPE: 'badger', BADGER_DIRECTORY_VALUE: '/badger/data' });
    expect(container.volumeMounts).toEqual([{ name: 'data', mountPath: '/badger' }]);
    expect(podOf(zipkin()).volumes).toBeUndefined();
  });

  it('gives zipkin the memory of its heap, unless resources are asked for', () => {
    expect(containerOf(zipkin(), 'zipkin').resources).toMatchObject({ limits: { memory: '900Mi' } });
    const asked = { requests: { memory: '2Gi' } };
    expect(containerOf(zipkin({ resources: asked }), 'zipkin').resources).toEqual(asked);
  });

  it('lets its environment be changed, without naming a variable twice', () => {
    const mesh = meshOf({ components: { tracing: { env: { MEMORY_MAX_TRACES: '9', POD_NAMESPACE: 'x' } } } });
    const { env = [] } = containerOf(tracing(mesh), 'jaeger');
    expect(new Set(env.map(({ name }) => name)).size).toBe(env.length);
    expect(valuesOf({ name: '', env })).toMatchObject({ MEMORY_MAX_TRACES: '9', POD_NAMESPACE: 'x' });
  });

  it('asks to be scraped where the provider has metrics', () => {
    const annotations = (manifests: ReturnType<typeof tracing>) =>
      deploymentOf(manifests).template.metadata?.annotations ?? {};
    expect(annotations(tracing(meshOf()))['prometheus.io/port']).toBe('14269');
    expect(annotations(zipkin())).not.toHaveProperty(['prometheus.io/port']);
  });
});
