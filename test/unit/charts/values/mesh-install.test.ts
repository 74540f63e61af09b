import { describe, expect, it } from '@jest/globals';
import { resolve, specFromValues, type ConvertedValues } from '../../../../charts/index.ts';
import type { MeshInstallSpec } from '../../../../src/api/spec/index.ts';

const convert = (values: Record<string, unknown>, version = '1.4.10', profile = 'default' as const): ConvertedValues =>
  specFromValues(values, { version, profile });

const specOf = (values: Record<string, unknown>, version?: string): Omit<MeshInstallSpec, 'version'> => {
  const { version: _, ...spec } = convert(values, version).spec;
  return spec;
};

/** The documented settings of the demonstration: everything on, and as little of it as possible. */
const small = (cpu: string, memory: string) => ({ requests: { cpu, memory } });
const fixed = { autoscaleEnabled: false };
const DEMO = {
  global: {
    controlPlaneSecurityEnabled: false,
    proxy: { accessLogFile: '/dev/stdout', resources: small('10m', '40Mi') },
    disablePolicyChecks: false,
    mtls: { enabled: false },
  },
  sidecarInjectorWebhook: { enabled: true, rewriteAppHTTPProbe: false },
  pilot: { ...fixed, traceSampling: 100.0, resources: small('10m', '100Mi') },
  mixer: {
    policy: { ...fixed, enabled: true, resources: small('10m', '100Mi') },
    telemetry: { ...fixed, enabled: true, resources: small('50m', '100Mi') },
    adapters: { stdio: { enabled: true } },
  },
  grafana: { enabled: true },
  tracing: { enabled: true },
  kiali: { enabled: true },
  gateways: {
    'istio-ingressgateway': { ...fixed, resources: small('10m', '40Mi') },
    'istio-egressgateway': { ...fixed, enabled: true, resources: small('10m', '40Mi') },
  },
};

const DEMO_1_0 = {
  global: { nodePort: false },
  ingress: { enabled: false },
  pilot: { traceSampling: 100.0 },
  grafana: { enabled: true },
  tracing: { enabled: true },
  servicegraph: { enabled: true },
};

const MINIMAL = {
  pilot: { enabled: true, sidecar: false },
  gateways: { enabled: false },
  security: { enabled: false },
  mixer: { policy: { enabled: false }, telemetry: { enabled: false } },
  galley: { enabled: false },
  sidecarInjectorWebhook: { enabled: false },
  prometheus: { enabled: false },
  global: { useMCP: false },
};

describe('values of a documented profile', () => {
  it.each([
    ['demo', '1.0.6', DEMO_1_0],
    ['demo', '1.2.10', DEMO],
    ['demo', '1.3.8', DEMO],
    ['demo', '1.4.10', DEMO],
    ['minimal', '1.2.10', MINIMAL],
    ['minimal', '1.4.10', MINIMAL],
  ] as const)('make a spec that resolves to profile %s of %s', (profile, version, values) => {
    const { spec, unmapped } = convert(values, version);
    expect(unmapped).toEqual([]);
    expect({ ...resolve(spec), profile }).toEqual(resolve({ version, profile }));
  });

  it('say nothing beside that profile', () => {
    const { spec } = specFromValues(DEMO, { version: '1.4.10', profile: 'demo' });
    expect(spec).toEqual({ version: '1.4.10', profile: 'demo' });
  });

  it('with mutual TLS make demo-auth', () => {
    const secured = { ...DEMO, global: { ...DEMO.global, controlPlaneSecurityEnabled: true, mtls: { enabled: true } } };
    const { spec } = convert(secured, '1.3.8');
    expect({ ...resolve(spec), profile: 'demo-auth' }).toEqual(resolve({ version: '1.3.8', profile: 'demo-auth' }));
  });
});

describe('a values file', () => {
  it('loses what is so anyway, and what is null', () => {
    const values = {
      global: { hub: 'docker.io/istio', tag: '1.4.10', proxy: { concurrency: 2 } },
      kiali: { ingress: null },
    };
    expect(specOf(values)).toEqual({});
  });

  it('keeps what the profile sets otherwise', () => {
    const { spec } = specFromValues({ grafana: { enabled: false } }, { version: '1.4.10', profile: 'demo' });
    expect(spec.components).toEqual({ grafana: { enabled: false } });
  });

  it('keeps resources that are those of others by default only', () => {
    const requests = { cpu: '10m' };
    const values = { global: { defaultResources: { requests: { cpu: '20m' } } }, galley: { resources: { requests } } };
    expect(specOf(values).components).toEqual({ galley: { resources: { requests } } });
  });

  it('may write numbers and switches as text, and text as numbers', () => {
    const values = {
      global: { proxy: { excludeInboundPorts: 80, concurrency: '4' }, mtls: { enabled: 'true' } },
      pilot: { env: { PILOT_PUSH_THROTTLE: 50 } },
    };
    expect(specOf(values)).toEqual({
      mesh: { mtls: { enabled: true } },
      sidecar: { concurrency: 4, capture: { excludeInboundPorts: '80' } },
      components: { pilot: { env: { PILOT_PUSH_THROTTLE: '50' } } },
    });
  });

  it('completes image names by hub and tag', () => {
    const values = {
      global: { hub: 'registry.example', tag: 'special' },
      pilot: { image: 'mine' },
      galley: { image: 'other.example/galley:1' },
      prometheus: { tag: 'v9' },
    };
    expect(specOf(values)).toEqual({
      images: { hub: 'registry.example', tag: 'special' },
      components: {
        pilot: { image: 'registry.example/mine:special' },
        galley: { image: 'other.example/galley:1' },
        prometheus: { image: 'docker.io/prom/prometheus:v9' },
      },
    });
  });

  it('names gateways of its own, which start unlimited and unscaled', () => {
    const gateway = {
      enabled: true,
      type: 'LoadBalancer',
      labels: { istio: 'mine' },
      ports: [{ port: 80, name: 'http' }],
    };
    const { spec } = convert({ gateways: { mine: gateway } });
    expect(spec.gateways).toEqual([{ name: 'mine', type: 'LoadBalancer', ports: [{ port: 80, name: 'http' }] }]);
    expect(resolve(spec).gateways.find(({ name }) => name === 'mine')).toMatchObject({
      autoscaling: { enabled: false },
    });
  });
});

describe('a value that only the charts of other lines read', () => {
  const OLD = [
    [{ mixer: { 'istio-policy': { autoscaleMax: 9 } } }, 'mixer.istio-policy.autoscaleMax', 'policy.autoscaling.max'],
    [{ mixer: { enabled: false } }, 'mixer.enabled', 'policy.enabled and spec.components.telemetry.enabled'],
  ] as const;

  it.each(OLD.map(([values]) => values))('does what it did there: %j', (values) => {
    expect(specOf(values, '1.0.6').components).toBeDefined();
  });

  it.each(OLD)('does nothing here, and is named with the field that would: %j', (values, key, field) => {
    const { spec, unmapped } = convert(values, '1.4.10');
    expect(spec).toEqual({ version: '1.4.10' });
    expect(unmapped).toMatchObject([{ key, message: expect.stringContaining(`set spec.components.${field} if`) }]);
  });

  it.each([
    [{ k8sIngressSelector: 'edge' }, 'spec.mesh.kubernetesIngress.gateway'],
    [{ k8sIngressHttps: true }, 'spec.mesh.kubernetesIngress.https'],
    [{ proxy: { discoveryDomain: 'corp.example' } }, 'spec.mesh.clusterDomain'],
  ])('is named below global: %j', (global, field) => {
    const { spec, unmapped } = convert({ global }, '1.2.10');
    expect(spec).toEqual({ version: '1.2.10' });
    expect(unmapped.map(({ message }) => message)).toEqual([
      expect.stringContaining(`(that of 1.0 does); set ${field} if`),
    ]);
  });

  it('opens no Kiali whose chart asked for a login', () => {
    const { spec, unmapped } = convert({ kiali: { dashboard: { auth: { strategy: 'anonymous' } } } }, '1.2.10');
    expect(spec.components).toBeUndefined();
    expect(unmapped).toMatchObject([{ key: 'kiali.dashboard.auth.strategy', value: 'anonymous' }]);
  });

  it('is nothing beside the name that the release itself has, where both say the same', () => {
    const mixer = { enabled: true, policy: { enabled: true }, telemetry: { enabled: true } };
    expect(specOf({ mixer }, '1.4.10')).toEqual({});
  });

  it('is the plugin list of the node agent as it is written', () => {
    const nodeagent = { enabled: true, env: { Plugins: 'Vault' } };
    expect(specOf({ nodeagent }, '1.2.10').components?.nodeagent).toEqual({ enabled: true, env: { Plugins: 'Vault' } });
  });
});

describe('a value without a field', () => {
  const messages = (values: Record<string, unknown>, version?: string): string[] =>
    convert(values, version).unmapped.map(({ key, message }) => `${key}: ${message}`);

  it('is named, with what to do instead', () => {
    expect(messages({ kiali: { createDemoSecret: true } })).toEqual([
      'kiali.createDemoSecret: has no field; create the Secret kiali with keys username and passphrase; we write no passwords.',
    ]);
    expect(convert({ certmanager: { enabled: true } }).unmapped).toMatchObject([
      { key: 'certmanager.enabled', value: true },
    ]);
  });

  it('is nothing as long as it is off', () => {
    const values = {
      certmanager: { enabled: false, hub: 'x' },
      global: { tracer: { stackdriver: { debug: false } } },
    };
    expect(messages(values)).toEqual([]);
  });

  it('is pointed out when no chart has it', () => {
    expect(messages({ pilot: { traceSamplng: 1 } })).toEqual([
      'pilot.traceSamplng: not a value of the charts of Istio 1.0 to 1.4; leave it out.',
    ]);
  });

  it('is named by its key when the release lacks it, or it is impossible', () => {
    expect(messages({ global: { mtls: { auto: true } } }, '1.3.8')).toEqual([
      'global.mtls.auto: Istio 1.3.8 does not have this option; Istio 1.4 has it.',
    ]);
    const { spec, unmapped } = convert({ global: { proxy: { includeIPRanges: 'all' } }, pilot: { traceSampling: 10 } });
    expect(unmapped.map(({ key, value }) => [key, value])).toEqual([['global.proxy.includeIPRanges', 'all']]);
    expect(spec.mesh).toEqual({ tracing: { sampling: 10 } });
  });

  it.each([
    [{ pilot: { podAntiAffinityLabelSelector: [null] } }, 'write a list of maps with key, operator, values'],
    [{ pilot: { podAntiAffinityTermLabelSelector: [{ key: 'a', values: ['b'] }] } }, 'write a list of maps with key'],
    [{ pilot: { image: { toString: 1 } } }, 'write text'],
    [{ pilot: { image: ['pilot'] } }, 'write text'],
    [{ global: { tag: { a: 1 } } }, 'write text'],
  ])('is named where it is no value that the charts could read: %j', (values, remedy) => {
    const { spec, unmapped } = convert(values);
    expect(spec).toEqual({ version: '1.4.10' });
    expect(unmapped).toEqual([expect.objectContaining({ message: expect.stringContaining(remedy) as unknown })]);
  });

  it('never keeps the rest from being a spec that can be installed', () => {
    const { spec } = convert({
      gateways: { Bad_Name: { enabled: true } },
      pilot: { resources: 7 },
      global: { tracer: 1 },
    });
    expect(() => resolve(spec)).not.toThrow();
  });
});
