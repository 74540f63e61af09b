import { describe, expect, it } from '@jest/globals';
import { resolve } from '../../../../charts/index.ts';
import type { MeshInstallSpec } from '../../../../src/api/spec/index.ts';
import { istioOperator, sailIstio } from '../../../../src/migration/values/installers.ts';
import { targetValues, type TargetValues } from '../../../../src/migration/values/values.ts';
import { targetOf } from '../../../../src/migration/targets.data.ts';

const PLACE = { namespace: 'istiod', revision: 'canary' };
const valuesOf = (spec: Omit<MeshInstallSpec, 'version'> = {}, version = '1.4.10'): TargetValues => {
  const said = { version, ...spec };
  return targetValues(said, resolve(said), PLACE);
};

/** What was written, and what of the values of the chart istiod it has to become. */
const CASES: readonly (readonly [what: string, spec: Omit<MeshInstallSpec, 'version'>, values: object])[] = [
  ['a trust domain', { mesh: { trustDomain: 'td.example' } }, { meshConfig: { trustDomain: 'td.example' } }],
  [
    'the domain of the cluster, which is the trust domain where none is named',
    { mesh: { clusterDomain: 'example.org' } },
    { meshConfig: { trustDomain: 'example.org' }, global: { proxy: { clusterDomain: 'example.org' } } },
  ],
  [
    'a policy for traffic out',
    { mesh: { outboundTrafficPolicy: 'REGISTRY_ONLY' } },
    { meshConfig: { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } } },
  ],
  [
    'the access log',
    { mesh: { accessLog: { file: '/dev/stdout', encoding: 'JSON' } } },
    { meshConfig: { accessLogFile: '/dev/stdout', accessLogEncoding: 'JSON' } },
  ],
  [
    'a service for access logs, with its switch',
    { mesh: { accessLogService: { address: 'als.logs:9000' } } },
    {
      meshConfig: {
        enableEnvoyAccessLogService: true,
        defaultConfig: { envoyAccessLogService: { address: 'als.logs:9000' } },
      },
    },
  ],
  [
    'a collector of spans, by the whole name of its Service',
    { mesh: { tracing: { sampling: 50, zipkin: { address: 'jaeger-collector.tracing:9411' } } } },
    {
      meshConfig: {
        enableTracing: true,
        defaultProviders: { tracing: ['zipkin'] },
        extensionProviders: [
          { name: 'zipkin', zipkin: { service: 'jaeger-collector.tracing.svc.cluster.local', port: 9411 } },
        ],
        defaultConfig: { tracing: { sampling: 50 } },
      },
    },
  ],
  [
    'a collector of spans at an IPv6 address, which providers name without brackets',
    { mesh: { tracing: { zipkin: { address: '[2001:db8::1]:9412' } } } },
    {
      meshConfig: {
        enableTracing: true,
        defaultProviders: { tracing: ['zipkin'] },
        extensionProviders: [{ name: 'zipkin', zipkin: { service: '2001:db8::1', port: 9412 } }],
      },
    },
  ],
  [
    'an agent on each node, which no provider can name',
    { mesh: { tracing: { tracer: 'datadog' } } },
    { meshConfig: { enableTracing: true, defaultConfig: { tracing: { datadog: { address: '$(HOST_IP):8126' } } } } },
  ],
  [
    'what sidecars get',
    { sidecar: { resources: { limits: { cpu: 2 } } } },
    { global: { proxy: { resources: { limits: { cpu: '2' } } } } },
  ],
  [
    'whether sidecars are asked for',
    { sidecar: { autoInject: false } },
    { global: { proxy: { autoInject: 'disabled' } } },
  ],
  [
    'ports that are not captured',
    { sidecar: { capture: { excludeOutboundPorts: '3306' } } },
    { global: { proxy: { excludeOutboundPorts: '3306' } } },
  ],
  [
    'the scale and place of pilot, as those of istiod',
    {
      components: { pilot: { autoscaling: { min: 2, cpuPercent: 60 } } },
      defaults: { nodeSelector: { pool: 'mesh' } },
    },
    { pilot: { autoscaleMin: 2, cpu: { targetAverageUtilization: 60 }, nodeSelector: { pool: 'mesh' } } },
  ],
  [
    'raw fields of the mesh config, which win over others',
    {
      mesh: {
        trustDomain: 'one.example',
        config: { trustDomain: 'two.example', connectTimeout: '3s', defaultConfig: { drainDuration: '9s' } },
      },
    },
    { meshConfig: { trustDomain: 'two.example', connectTimeout: '3s', defaultConfig: { drainDuration: '9s' } } },
  ],
  [
    'Ingresses, by the label and the Service of their gateway',
    { mesh: { kubernetesIngress: { enabled: true } } },
    {
      meshConfig: {
        ingressControllerMode: 'STRICT',
        ingressSelector: 'ingressgateway',
        ingressService: 'istio-ingressgateway',
      },
    },
  ],
  ['pull secrets', { images: { pullSecrets: ['mine'] } }, { global: { imagePullSecrets: ['mine'] } }],
];

describe('values for the target', () => {
  it.each(CASES)('carry over %s', (_what, spec, values) => {
    expect(valuesOf(spec).istiod).toMatchObject(values);
  });

  it('say nothing of a mesh of defaults but where it is, and what the target does otherwise', () => {
    expect(valuesOf().istiod).toEqual({
      revision: 'canary',
      global: { istioNamespace: 'istiod' },
      meshConfig: { defaultConfig: { concurrency: 2 } },
    });
  });

  it('carry over what a profile sets', () => {
    expect(valuesOf({ profile: 'demo' }).istiod).toMatchObject({
      meshConfig: { accessLogFile: '/dev/stdout' },
      pilot: { autoscaleEnabled: false, resources: { requests: { cpu: '10m', memory: '100Mi' } } },
      global: { proxy: { resources: { requests: { cpu: '10m', memory: '40Mi' } } } },
    });
  });

  it('tell of add-ons that came with the profile', () => {
    const { left } = valuesOf({ profile: 'demo', components: { grafana: { enabled: false } } });
    expect(left.filter(({ byHand }) => byHand).map(({ field }) => field)).toEqual([
      'spec.components.grafana.enabled',
      'spec.components.prometheus.enabled',
      'spec.components.tracing.enabled',
      'spec.components.kiali.enabled',
    ]);
  });

  it('never name an image, a registry or a tag', () => {
    const images = { hub: 'old.example/istio', tag: 'old-tag', overrides: { pilot: 'old.example/pilot:1' } };
    const { istiod, gateways, left } = valuesOf({ images, components: { pilot: { image: 'old.example/p:2' } } });
    expect(JSON.stringify([istiod, gateways])).not.toMatch(/old\.example|old-tag/);
    expect(left.map(({ field }) => field)).toEqual(
      expect.arrayContaining([
        'spec.images.hub',
        'spec.images.tag',
        'spec.images.overrides.pilot',
        'spec.components.pilot.image',
      ]),
    );
  });

  it('turn strict mutual TLS into a PeerAuthentication beside istiod', () => {
    expect(valuesOf({ mesh: { mtls: { enabled: true } } }).objects).toEqual([
      expect.objectContaining({
        kind: 'PeerAuthentication',
        metadata: { name: 'default', namespace: 'istiod' },
        spec: { mtls: { mode: 'STRICT' } },
      }),
    ]);
    expect(valuesOf().objects).toEqual([]);
  });

  it('tell of everything that was written and does not go on, and first what there is to do', () => {
    const { left } = valuesOf({
      mesh: { useMCP: true, oneNamespace: false, config: { novelty: 1 } },
      components: { galley: { replicas: 2 }, kiali: { enabled: true } },
    });
    expect(left.map(({ field, byHand }) => [field, byHand])).toEqual([
      ['spec.mesh.oneNamespace', true],
      ['spec.mesh.config.novelty', true],
      ['spec.components.kiali.enabled', true],
      ['spec.components.prometheus.enabled', true],
      ['spec.version', false],
      ['spec.mesh.useMCP', false],
      ['spec.components.galley.replicas', false],
    ]);
  });
});

describe('the same settings', () => {
  const values = valuesOf({ mesh: { trustDomain: 'td.example' }, sidecar: { logLevel: 'debug' } });

  it('are an IstioOperator whose mesh config stands beside its values', () => {
    expect(istioOperator(values, PLACE)).toMatchObject({
      apiVersion: 'install.istio.io/v1alpha1',
      kind: 'IstioOperator',
      spec: {
        profile: 'minimal',
        revision: 'canary',
        namespace: 'istiod',
        meshConfig: { trustDomain: 'td.example' },
        values: { global: { istioNamespace: 'istiod', proxy: { logLevel: 'debug' } } },
      },
    });
  });

  it('are an Istio of the Sail operator, which names its revision after the resource', () => {
    const istio = sailIstio(values, PLACE, targetOf('1.30'));
    expect(istio).toMatchObject({
      metadata: { name: 'canary' },
      spec: { namespace: 'istiod', values: { meshConfig: { trustDomain: 'td.example' } } },
    });
    expect(istio['spec']).not.toHaveProperty('values.revision');
  });
});
